import { existsSync, readdirSync } from 'node:fs';
import { findDebianRust, makeDebianRust } from './debian-rust.mjs';
import { SetupProblem } from './problem.mjs';
import { atLeast, minimumRust, rustcFields, TARGET } from './versions.mjs';

const INSTALL = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . ~/.cargo/env";

/** cargo, rustc and a C linker, which the other steps use. */
export const compiler = {
  name: 'Rust and C linker',

  async find({ capture, root, which }) {
    const [rustc, cargo] = await Promise.all([capture('rustc', '-vV'), capture('cargo', '-V')]);
    return cargo && atLeast(rustcFields(rustc).release, minimumRust(root)) && which('cc') ? {} : null;
  },

  async make({ capture, install, root, which }) {
    const { release } = rustcFields(await capture('rustc', '-vV'));
    const minimum = minimumRust(root);
    if (!atLeast(release, minimum)) {
      const fixes = which('rustup') ? ['rustup default stable', 'rustup update stable'] : [INSTALL];
      throw new SetupProblem(`Rust ${minimum} or newer is needed; PATH has ${release || 'none'}.`, fixes);
    }
    if (!which('cc')) await install(['gcc', 'libc6-dev']);
  },
};

/** Returns whether the compiler on PATH has the standard library for WebAssembly. */
async function hasTarget({ capture }) {
  const folder = (await capture('rustc', '--target', TARGET, '--print', 'target-libdir')).trim();
  return existsSync(folder) && readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
}

/** Returns whether clippy and rustfmt are installed; `true` if they are not needed, because only the tests use them. */
async function hasLints({ capture, tests }) {
  if (!tests) return true;
  return (await Promise.all([capture('cargo', 'clippy', '-V'), capture('cargo', 'fmt', '--version')])).every(
    Boolean,
  );
}

/** The standard library for WebAssembly; for the tests also clippy and rustfmt. */
export const target = {
  name: 'Rust for WebAssembly',

  async find(system) {
    const [own, lints] = await Promise.all([hasTarget(system), hasLints(system)]);
    if (!own) return findDebianRust(system);
    return lints ? {} : null;
  },

  async make(system, log) {
    const rustup = async (...args) => {
      const command = `rustup ${args.join(' ')}`;
      log(command);
      await system.run('rustup', args, { timeout: 120_000 }).catch((error) => {
        throw new SetupProblem(`"${command}" failed.`, [command], error.output);
      });
    };
    try {
      if (!(await hasTarget(system))) await rustup('target', 'add', TARGET);
    } catch (problem) {
      log("rustup failed; building the target with Debian's Rust");
      return makeDebianRust(system, problem);
    }
    if (!(await hasLints(system))) await rustup('component', 'add', 'clippy', 'rustfmt');
  },
};
