import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { which } from './system.mjs';

/**
 * Runs `work` while no other set-up does, in this clone or another that shares the folder.
 *
 * The lock is the kernel's (flock), held by a child that ends when we do, however we end: no stale lock can be left.
 * Without `flock` (not Linux) there is no lock; finished folders are renamed into place, so at worst work is done twice.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ env?: NodeJS.ProcessEnv, wait?: number, onWait?: () => void }} [options] `wait` in ms
 * @returns {Promise<T>}
 */
export async function locked(file, work, { env = process.env, wait = 20 * 60_000, onWait = () => {} } = {}) {
  const flock = which('flock', env);
  if (!flock) return work();
  mkdirSync(dirname(file), { recursive: true });
  let holder = await hold(flock, ['-n', file]);
  if (!holder) {
    onWait();
    holder = await hold(flock, ['-w', String(Math.max(1, Math.round(wait / 1000))), file]);
  }
  if (!holder) {
    throw new SetupProblem(`Another set-up has held ${file} for too long.`, {
      mend: [`fuser -v '${file}'   # shows which process it is`],
    });
  }
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}

/** The child that holds the lock, once it does; `null` when it was not given in time. */
function hold(flock, args) {
  return new Promise((resolve, reject) => {
    // `cat` lives as long as our end of its pipe; it says nothing, so the echo before it is the only output.
    const child = spawn(flock, [...args, 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdout.once('data', () => resolve(child));
    child.once('error', reject);
    child.once('exit', () => resolve(null));
    child.stdin.on('error', () => {});
  });
}
