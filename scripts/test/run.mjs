import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';

/**
 * How commands are run in an environment: in full view; resolves with what was printed, rejects if it failed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {(command: string, args: string[], extra?: NodeJS.ProcessEnv) => Promise<string>}
 */
export const runIn =
  (env) =>
  (command, args, extra = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, { env: { ...env, ...extra }, stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
        process.stdout.write(chunk);
      });
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0 ? resolve(output) : reject(new Error(`${command} ${args.join(' ')}: exit code ${code}`)),
      );
    });

/** The files of a folder and its folders whose names end so. */
export const filesIn = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
