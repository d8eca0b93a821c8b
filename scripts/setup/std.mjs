import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SetupProblem, tail } from './problem.mjs';
import { quote } from './system.mjs';

/** What the browser's WebAssembly is called by Rust. */
export const TARGET = 'wasm32-unknown-unknown';

const CRATE = 'std_for_wasm';
/** What is built of std: `test` is the harness of `cargo test`. Backtraces, a default, say nothing on wasm32. */
const CRATES = 'std,panic_abort,test';
/**
 * An empty crate to build std for. Small, since parts of std end up in what a page loads: with `opt-level = 3` the
 * loader's module has 4 KB more. What no page is ever sent needs no optimisation at all.
 */
const MANIFEST = `[package]
name = "${CRATE}"
version = "0.0.0"
edition = "2024"

[workspace]

[profile.release]
opt-level = "z"
${['test', 'getopts', 'proc_macro'].map((name) => `\n[profile.release.package.${name}]\nopt-level = 0\n`).join('')}`;

/** Raised when the content of the folder changes, so that an old one is not taken for it. */
const LAYOUT = 1;

/** The private toolchain for this compiler: another compiler cannot read its libraries. */
export const toolchainFolder = (cache, { release, commit }) =>
  join(cache, `rust-${release}-${commit}-wasm32-r${LAYOUT}`);

const linkerIn = (folder, { host }) => join(folder, 'lib', 'rustlib', host, 'bin', 'rust-lld');

/** Is the private toolchain there, and whole? It is renamed into place when it is; only the linker is a link. */
export const haveToolchain = (cache, compiler) =>
  existsSync(linkerIn(toolchainFolder(cache, compiler), compiler));

/**
 * Compiles Rust's standard library for wasm32 with Debian's compiler and lays a toolchain around it: wrappers that
 * run Debian's programs with this folder as their sysroot. Nothing outside the folder changes.
 */
export async function buildToolchain(context, compiler, say) {
  const { cache, debian } = context;
  const folder = toolchainFolder(cache, compiler);
  const linker = await findLinker(context, compiler, say);
  if (existsSync(folder)) {
    // Complete but for its linker, which went away with the toolchain that it belonged to.
    rmSync(linkerIn(folder, compiler), { force: true });
    symlinkSync(linker, linkerIn(folder, compiler));
    return;
  }
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'tmp-std-'));
  try {
    say('compiling the standard library for wasm32, about half a minute');
    const libraries = await compileStd(context, work);
    const made = join(work, 'toolchain');
    layOut(made, folder, { debian, host: compiler.host, linker, libraries });
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The linker for wasm: rustup's, else Debian's of the LLVM that the compiler was built with. */
async function findLinker({ run, root, env, apt }, compiler, say) {
  const { stdout } = await run('rustc', ['--print', 'sysroot'], { cwd: root, env });
  const ofRustup = linkerIn(stdout.trim(), compiler);
  if (stdout.trim() && existsSync(ofRustup)) return ofRustup;
  // `lld` decides by its first arguments what to be, and rustc gives it `-flavor wasm`.
  const name = `lld-${compiler.llvm}`;
  return apt.ensure(name, [name], 'Linking for WebAssembly wants lld', say);
}

/** @returns the paths of the `.rlib`s of std and of all that it is made of */
async function compileStd({ run, env, debian }, work) {
  mkdirSync(join(work, 'src'));
  writeFileSync(join(work, 'src', 'lib.rs'), '#![no_std]\n');
  writeFileSync(join(work, 'Cargo.toml'), MANIFEST);
  const result = await run(
    join(debian, 'bin', 'cargo'),
    ['build', '--release', `-Zbuild-std=${CRATES}`, '-Zbuild-std-features=', '--target', TARGET],
    { cwd: work, env: stdEnv(env, debian, work) },
  );
  if (!result.ok) {
    throw new SetupProblem('The standard library for wasm32 could not be compiled.', {
      mend: [`rustup target add ${TARGET}`],
      log: tail(result.output),
    });
  }
  const folder = join(work, 'target', TARGET, 'release', 'deps');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.rlib') && !name.startsWith(`lib${CRATE}-`))
    .map((name) => join(folder, name));
}

/** The user's own flags and wrappers are for the user's own builds. */
function stdEnv(env, debian, work) {
  const clean = Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(RUSTFLAGS|RUSTC.*|RUSTDOC.*|RUSTUP_TOOLCHAIN|CARGO_(?!HOME|NET|HTTP|REGISTR).*)$/.test(name),
    ),
  );
  return {
    ...clean,
    RUSTC: join(debian, 'bin', 'rustc'),
    CARGO_TARGET_DIR: join(work, 'target'),
    // -Zbuild-std is for nightly compilers; this one is told that it may.
    RUSTC_BOOTSTRAP: '1',
    // Without bitcode in the libraries a link-time optimised build of ours fails.
    RUSTFLAGS: '-Cembed-bitcode=yes',
  };
}

/** Writes the toolchain into `made`; its wrappers name `folder`, where it is about to be. */
function layOut(made, folder, { debian, host, linker, libraries }) {
  const rustlib = join(made, 'lib', 'rustlib');
  const wasm = join(rustlib, TARGET, 'lib');
  mkdirSync(wasm, { recursive: true });
  for (const file of libraries) copyFileSync(file, join(wasm, file.slice(file.lastIndexOf('/') + 1)));
  mkdirSync(join(rustlib, host, 'bin'), { recursive: true });
  symlinkSync(join(debian, 'lib', 'rustlib', host, 'lib'), join(rustlib, host, 'lib'));
  symlinkSync(linker, linkerIn(made, { host }));
  const bin = join(made, 'bin');
  mkdirSync(bin);
  symlinkSync(join(debian, 'bin', 'cargo'), join(bin, 'cargo'));
  const script = (name, line) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  const program = (name) => quote(join(debian, 'bin', name));
  for (const name of ['rustc', 'rustdoc']) {
    script(name, `exec ${program(name)} --sysroot ${quote(folder)} "$@"`);
  }
  // clippy's driver takes its sysroot from the environment: Debian's cargo-clippy starts the one beside itself.
  script('cargo-clippy', `SYSROOT=${quote(folder)} exec ${program('cargo-clippy')} "$@"`);
}
