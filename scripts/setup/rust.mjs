import { existsSync, readdirSync } from 'node:fs';
import { findDebianRust, makeDebianRust } from './debian-rust.mjs';
import { SetupProblem } from './problem.mjs';
import { atLeast, leastRust, rustcFields, TARGET } from './versions.mjs';

const INSTALL = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . ~/.cargo/env";

/** cargo, rustc and a C linker, which the other steps use. */
export const compiler = {
  name: 'Rust and C linker',

  async find({ ask, root, which }) {
    const [rustc, cargo] = await Promise.all([ask('rustc', '-vV'), ask('cargo', '-V')]);
    return cargo && atLeast(rustcFields(rustc).release, leastRust(root)) && which('cc') ? {} : null;
  },

  async make({ ask, install, root, which }) {
    const { release } = rustcFields(await ask('rustc', '-vV'));
    const least = leastRust(root);
    if (!atLeast(release, least)) {
      const fixes = which('rustup') ? ['rustup default stable', 'rustup update stable'] : [INSTALL];
      throw new SetupProblem(`Rust ${least} or newer is needed; PATH has ${release || 'none'}.`, fixes);
    }
    if (!which('cc')) await install(['gcc', 'libc6-dev']);
  },
};

/** Whether the compiler on PATH has the standard library for WebAssembly. */
async function hasTarget({ ask }) {
  const folder = (await ask('rustc', '--target', TARGET, '--print', 'target-libdir')).trim();
  return existsSync(folder) && readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
}

/** Whether clippy and rustfmt are there, as far as they are needed. */
async function hasLints({ ask, tests }) {
  if (!tests) return true;
  return (await Promise.all([ask('cargo', 'clippy', '-V'), ask('cargo', 'fmt', '--version')])).every(Boolean);
}

/** The standard library for WebAssembly; for the tests also clippy and rustfmt. */
export const target = {
  name: 'Rust for WebAssembly',

  async find(system) {
    const [own, lints] = await Promise.all([hasTarget(system), hasLints(system)]);
    if (!own) return findDebianRust(system);
    return lints ? {} : null;
  },

  async make(system, say) {
    const rustup = async (...args) => {
      const command = `rustup ${args.join(' ')}`;
      say(command);
      await system.run('rustup', args, { timeout: 120_000 }).catch((error) => {
        throw new SetupProblem(`"${command}" failed.`, [command], error.output);
      });
    };
    try {
      if (!(await hasTarget(system))) await rustup('target', 'add', TARGET);
    } catch (problem) {
      say("it failed; building the target with Debian's Rust");
      return makeDebianRust(system, problem);
    }
    if (!(await hasLints(system))) await rustup('component', 'add', 'clippy', 'rustfmt');
  },
};
