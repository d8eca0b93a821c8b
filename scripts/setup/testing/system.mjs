/** A fake system for the tests of the steps: temporary folders, and commands whose output the test defines. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from '../../run.mjs';
import { createSystem, packageInstaller } from '../system.mjs';

/** Returns the output of `rustc -vV` for a release. */
export const rustc = (release) => `commit-hash: 0123456789abcdef\nhost: x86_64-linux\nrelease: ${release}\n`;

/**
 * @param {import('node:test').TestContext} t
 * @param {object} [options]
 * @param {string[]} [options.programs] names of the programs on PATH; all are in `/bin`
 * @param {Record<string, (...args: string[]) => string | void>} [options.commands] functions that return the output of
 *   a command, by its name or by its path in the system's folder; other commands fail
 */
export function fakeSystem(t, { programs = [], commands = {}, ...rest } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'setup-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const put = (path, text = '') => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('repo/Cargo.toml', 'rust-version = "1.88"\n');
  put('repo/Cargo.lock', 'name = "wasm-bindgen"\nversion = "0.2.9"\n');
  const calls = [];
  const system = Object.assign(createSystem({ env: {}, root: join(folder, 'repo') }), {
    ...{ folder, put, calls, programs, commands, isRoot: true },
    ...{ tools: join(folder, 'tools'), debian: join(folder, 'debian') },
    which: (name) => (programs.includes(name) ? `/bin/${name}` : null),
    async run(command, args) {
      const name = command
        .replace(`${folder}/`, '')
        .replace('/bin/', command.startsWith('/bin/') ? '' : '/bin/');
      calls.push([name, ...args].join(' '));
      if (!commands[name]) throw new CommandError(`${name}: not found`, `output of ${name}`);
      return commands[name](...args) ?? '';
    },
    ...rest,
  });
  system.install = packageInstaller(system);
  return system;
}

/** Runs a step's `make`, like the setup. Returns the result of its `find` afterwards, and its log messages. */
export async function make(step, system) {
  const logged = [];
  await step.make(system, (text) => logged.push(text));
  return { found: await step.find(system), logged };
}
