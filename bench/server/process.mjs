/** Processes: starting a server, its processor time, and the core that it runs on. Needs Linux. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** The clock ticks in which /proc counts processor time, per second. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Returns the processor time that a process has used, in s. */
export function processorTime(pid) {
  // The name of the process, in parentheses, may contain spaces.
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return (user + system) / TICKS;
}

/** Returns the processes that this one has started. */
export function children() {
  const tasks = readdirSync('/proc/self/task');
  return tasks
    .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '))
    .filter(Boolean)
    .map(Number);
}

/** Makes all threads of a process run on one core. */
export async function pin(pid, core) {
  await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
}

/**
 * Starts a server that prints `listening on URL`, on the first core from the beginning, so that it starts as many threads
 * as fit.
 */
export async function startServer(command, args, env) {
  const child = spawn('taskset', ['--cpu-list', '0', command, ...args], {
    env: { ...process.env, ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill();
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (!url) continue;
    // The rest of what the server prints is not needed; without a reader, the pipe would fill up.
    child.stdout.resume();
    return { url, pid: child.pid, close };
  }
  throw new Error(`${command} ended before it listened.`);
}
