/** A small world for the tests of the steps: a repository, a cache, and commands that answer as they are told. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apt } from '../apt.mjs';

export const RUSTC = (release, extra = '') => `rustc ${release} (0123456789ab 2026-01-01)
binary: rustc
commit-hash: 0123456789abcdef
host: x86_64-unknown-linux-gnu
release: ${release}
LLVM version: 22.1.8
${extra}`;

/** The answer of a command that went well, or did not. */
export const good = (stdout = '') => ({ ok: true, code: 0, stdout, output: stdout, timedOut: false });
export const bad = (output = '') => ({ ok: false, code: 1, stdout: '', output, timedOut: false });

/**
 * @param {{ test: import('node:test').TestContext, commands?: Record<string, Function>, programs?: string[],
 *   root?: boolean, tests?: boolean, env?: object, lists?: boolean }} options
 *   `commands`: what a command (its name, or its path's last part) answers, given its arguments; a command that is
 *   not named does not exist. `programs`: what is on PATH. `root`: may packages be installed?
 */
export function world({
  test,
  commands = {},
  programs = [],
  root = true,
  tests = false,
  env = {},
  lists = true,
}) {
  const folder = mkdtempSync(join(tmpdir(), 'flow-setup-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  const calls = [];
  const said = [];
  const put = (path, text = '') => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  put('repo/Cargo.toml', 'rust-version = "1.88"\n');
  if (lists) put('lists/deb_main_binary-amd64_Packages');
  const run = async (command, args, options = {}) => {
    calls.push([command.replace(folder, ''), ...args].join(' '));
    const answer = commands[command.replace(folder, '')] ?? commands[command];
    return answer ? await answer(args, options) : bad(`spawn ${command} ENOENT`);
  };
  const which = (name) => (programs.includes(name) ? `/bin/${name}` : null);
  const context = {
    root: join(folder, 'repo'),
    cache: join(folder, 'cache'),
    debian: join(folder, 'debian'),
    tests,
    env,
    run,
    which,
    platform: 'linux',
    arch: 'x64',
    apt: apt({ run, which, isRoot: () => root, env, lists: join(folder, 'lists') }),
  };
  return { folder, context, commands, calls, said, put, say: (text) => said.push(text) };
}
