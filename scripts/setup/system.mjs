import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a command to its end and keeps what it prints. Never throws: a command that is missing or takes too long
 * is a result like any other.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options] `timeout` in ms
 * @returns {Promise<{ ok: boolean, code: number | null, stdout: string, output: string, timedOut: boolean }>}
 *   `output` is stdout and stderr as they came.
 */
export function run(command, args, { cwd, env = process.env, timeout } = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer =
      timeout &&
      setTimeout(() => {
        timedOut = true;
        child.kill('SIGTERM');
      }, timeout);
    const end = (code, extra = '') => {
      clearTimeout(timer);
      resolve({ ok: code === 0, code, stdout, output: output + extra, timedOut });
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => end(null, error.message));
    child.on('close', (code) => end(code));
  });
}

/** The path of an executable of that name on `env.PATH`; `null` when there is none. */
export function which(name, env = process.env) {
  const folders = name.includes('/') ? [''] : (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of folders) {
    const path = folder ? join(folder, name) : name;
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here: the next folder may have it.
    }
  }
  return null;
}

/** May this process install packages? */
export const isRoot = () => process.getuid?.() === 0;

/** A text as one word of a shell's command line. */
export const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
