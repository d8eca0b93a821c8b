/**
 * The fallback for machines on which rustup cannot fetch the target: installs the compiler that Debian packages for
 * browsers (`rustc-web`), builds the standard library for WebAssembly from its sources, and creates a toolchain from
 * both in the folder for tools: wrappers that run Debian's programs with the toolchain as their sysroot.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { atLeast, minimumRust, rustcFields, TARGET } from './versions.mjs';

const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src'];

/**
 * An empty crate: building it builds the standard library. Optimized for size, because pages load parts of the library.
 */
const CRATE = 'empty';
const MANIFEST = `[package]
name = "${CRATE}"
[workspace]
[profile.release]
opt-level = "z"
`;

/** Returns the version of Debian's compiler. Called by its full path, because rustup's may come first on PATH. */
const debianCompiler = async ({ capture, debian }) =>
  rustcFields(await capture(`${debian}/bin/rustc`, '-vV'));

/** Returns the toolchain's folder: one for each compiler, which reads only libraries that it has compiled itself. */
const folderOf = ({ tools }, { release, commit }) => join(tools, `rust-${release}-${commit}-wasm32`);

const linkerIn = (sysroot, { host }) => join(sysroot, 'lib', 'rustlib', host, 'bin', 'rust-lld');

/** Returns the toolchain, or null if it does not exist. */
export async function findDebianRust(system) {
  const found = await debianCompiler(system);
  const folder = folderOf(system, found);
  const clippy = !system.tests || existsSync(`${system.debian}/bin/cargo-clippy`);
  return found.release && clippy && existsSync(linkerIn(folder, found))
    ? { path: join(folder, 'bin') }
    : null;
}

/**
 * Installs Debian's packages and makes the toolchain.
 *
 * @param {import('./system.mjs').System} system
 * @param {SetupProblem} problem why rustup could not add the target
 */
export async function makeDebianRust(system, problem) {
  /** Throws rustup's problem, with the reason why Debian's Rust does not solve it. */
  const fail = (reason, { fixes = [], output } = {}) => {
    throw new SetupProblem(
      `${problem.message} ${reason}`,
      [...problem.fixes, ...fixes],
      output || problem.output,
    );
  };
  const packages = system.tests ? [...PACKAGES, 'rust-web-clippy'] : PACKAGES;
  await system.install(packages).catch((error) => fail(error.message, error));
  const found = await debianCompiler(system);
  const minimum = minimumRust(system.root);
  if (!atLeast(found.release, minimum)) fail(`Debian's Rust is ${found.release}, older than ${minimum}.`);
  const linker = linkerIn((await system.capture('rustc', '--print', 'sysroot')).trim(), found);
  if (!existsSync(linker)) fail(`${linker} is missing.`);
  const folder = folderOf(system, found);
  if (existsSync(linkerIn(folder, found))) return;
  const libraries = await buildLibrary(system, `${folder}.build`).catch((error) =>
    fail("Debian's Rust could not build the standard library either.", error),
  );
  writeToolchain(system, folder, { host: found.host, linker, libraries });
  rmSync(`${folder}.build`, { recursive: true });
}

/** Builds the standard library and returns the paths of its `.rlib` files. Continues an interrupted build. */
async function buildLibrary({ debian, env, run }, folder) {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', 'lib.rs'), '#![no_std]\n');
  writeFileSync(join(folder, 'Cargo.toml'), MANIFEST);
  const crates = '-Zbuild-std=std,panic_abort,test';
  await run(`${debian}/bin/cargo`, ['build', '--release', crates, '--target', TARGET], {
    cwd: folder,
    env: {
      ...env,
      RUSTC: `${debian}/bin/rustc`,
      CARGO_TARGET_DIR: join(folder, 'target'),
      // Lets a stable compiler accept -Z flags.
      RUSTC_BOOTSTRAP: '1',
      // A build with fat LTO needs the bitcode of the libraries.
      RUSTFLAGS: '-Cembed-bitcode=yes',
    },
  });
  const output = join(folder, 'target', TARGET, 'release', 'deps');
  return readdirSync(output)
    .filter((name) => name.endsWith('.rlib') && !name.startsWith(`lib${CRATE}-`))
    .map((name) => join(output, name));
}

/** Writes the toolchain to a temporary folder and renames that, so `folder` exists only if it is complete. */
function writeToolchain({ debian }, folder, { host, linker, libraries }) {
  const temporary = `${folder}.tmp`;
  const rustlib = join(temporary, 'lib', 'rustlib');
  const bin = join(temporary, 'bin');
  rmSync(temporary, { recursive: true, force: true });
  for (const path of [bin, join(rustlib, host, 'bin'), join(rustlib, TARGET, 'lib')]) {
    mkdirSync(path, { recursive: true });
  }
  for (const path of libraries) cpSync(path, join(rustlib, TARGET, 'lib', path.split('/').at(-1)));
  symlinkSync(`${debian}/lib/rustlib/${host}/lib`, join(rustlib, host, 'lib'));
  symlinkSync(linker, linkerIn(temporary, { host }));
  symlinkSync(`${debian}/bin/cargo`, join(bin, 'cargo'));
  const wrap = (name, command) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${command} "$@"\n`, { mode: 0o755 });
  for (const name of ['rustc', 'rustdoc']) wrap(name, `exec '${debian}/bin/${name}' --sysroot '${folder}'`);
  // Clippy's driver reads its sysroot from the environment.
  wrap('cargo-clippy', `SYSROOT='${folder}' exec '${debian}/bin/cargo-clippy'`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(temporary, folder);
}
