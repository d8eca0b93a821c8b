/** A system for the tests of the steps: folders of its own, and commands that answer as the test says. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from '../../run.mjs';
import { createSystem, packageInstaller } from '../system.mjs';

/** What `rustc -vV` prints. */
export const rustc = (release) => `commit-hash: 0123456789abcdef\nhost: x86_64-linux\nrelease: ${release}\n`;

/**
 * @param {import('node:test').TestContext} t
 * @param {object} [options]
 * @param {string[]} [options.programs] what is on PATH, in `/bin`
 * @param {Record<string, (...args: string[]) => string | void>} [options.commands] what commands print, by name or by
 *   path in the folder of the system; the others fail
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
      if (!commands[name]) throw new CommandError(`${name}: not found`, `${name} says why`);
      return commands[name](...args) ?? '';
    },
    ...rest,
  });
  system.install = packageInstaller(system);
  return system;
}

/** Makes what is missing as the set-up does. Returns what the step then finds, and what it printed. */
export async function make(step, system) {
  const said = [];
  await step.make(system, (text) => said.push(text));
  return { found: await step.find(system), said };
}
