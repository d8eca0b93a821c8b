import { spawn } from 'node:child_process';

/** Runs a command to its end; its output is shown only if it fails, unless `show` says otherwise. */
export function run(command, args, { env = process.env, cwd, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) return resolve(text);
      reject(new Error(`${command} ${args.join(' ')} failed with code ${code}\n${text}`));
    });
  });
}
