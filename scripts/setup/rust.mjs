import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem, tail } from './problem.mjs';
import { buildToolchain, toolchainFolder } from './std.mjs';
import { aptCandidate, atLeast, parseRustc, parseVersion, rustVersionOf } from './versions.mjs';

export const TARGET = 'wasm32-unknown-unknown';

/** Debian's compiler, where its packages put it: rustup's hides it on PATH. */
const DEBIAN = '/usr/bin';
const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src'];

const INSTALL_RUSTUP =
  "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile default";

const hasStd = (folder) => {
  try {
    return readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
  } catch {
    return false;
  }
};

/** What the compiler on PATH is and has; `null` when there is none that runs. */
async function ownCompiler({ run, root, env }) {
  const [about, prints] = await Promise.all([
    run('rustc', ['-vV'], { cwd: root, env }),
    run('rustc', ['--target', TARGET, '--print', 'sysroot', '--print', 'target-libdir'], { cwd: root, env }),
  ]);
  const rustc = about.ok ? parseRustc(about.stdout) : null;
  if (!rustc) return null;
  const [sysroot = '', libraries = ''] = prints.stdout.trim().split('\n');
  return { ...rustc, sysroot, wasm: prints.ok && hasStd(libraries) };
}

const debianCompiler = async ({ run, env, debian = DEBIAN }) => {
  const { ok, stdout } = await run(join(debian, 'rustc'), ['-vV'], { env });
  return ok ? parseRustc(stdout) : null;
};

const newEnough = (rustc, least) => rustc !== null && atLeast(parseVersion(rustc.release), least);

const leastVersion = (root) => rustVersionOf(readFileSync(join(root, 'Cargo.toml'), 'utf8')) ?? [1, 88];

/** Are the tools for `npm test`, clippy and rustfmt, beside this compiler? */
const hasLints = (folder) =>
  ['cargo-clippy', 'clippy-driver'].every((name) => existsSync(join(folder, name)));

/**
 * A compiler with the standard library for wasm32: the user's own, if need be with rustup's help,
 * else a private toolchain made of Debian's packages. The result's `bin` goes first on PATH; it is `null` for the user's own.
 */
export const rustStep = {
  name: 'Rust for WebAssembly',

  async find(context) {
    const least = leastVersion(context.root);
    const own = await ownCompiler(context);
    if (own?.wasm && newEnough(own, least)) {
      const complete = !context.tests || hasLints(join(own.sysroot, 'bin'));
      return complete ? { bin: null, release: own.release } : null;
    }
    const debian = await debianCompiler(context);
    if (!newEnough(debian, least)) return null;
    const folder = toolchainFolder(context.cache, debian);
    if (!existsSync(folder) || (context.tests && !hasLints(context.debian ?? DEBIAN))) return null;
    return { bin: join(folder, 'bin'), release: debian.release };
  },

  async make(context, say) {
    const least = leastVersion(context.root);
    const own = await ownCompiler(context);
    let note = '';
    if (newEnough(own, least) || (own?.wasm === true && context.which('rustup'))) {
      note = await withRustup(context, own, say);
      const found = await this.find(context);
      if (found) return found;
    }
    return fromDebian(context, least, note, say);
  },
};

/** Asks rustup for what is missing; returns the end of what it said when it could not. */
async function withRustup(context, own, say) {
  if (!context.which('rustup')) return 'no rustup on PATH';
  const { run, root, env, tests } = context;
  let output = '';
  if (!own.wasm) {
    say(`rustup target add ${TARGET}`);
    const result = await run('rustup', ['target', 'add', TARGET], {
      cwd: root,
      env: plain(env),
      timeout: 120_000,
    });
    output = result.timedOut ? 'rustup did not answer within 2 minutes' : result.output;
    if (!result.ok) return tail(output.split('Stack backtrace')[0], 6);
  }
  if (tests && !hasLints(join(own.sysroot, 'bin'))) {
    say('rustup component add clippy rustfmt');
    const result = await run('rustup', ['component', 'add', 'clippy', 'rustfmt'], {
      cwd: root,
      env: plain(env),
      timeout: 120_000,
    });
    if (!result.ok) return tail(result.output.split('Stack backtrace')[0], 6);
  }
  return '';
}

/** rustup prints a stack trace under an error when it is told to: nobody wants to read it here. */
const plain = (env) => ({ ...env, RUST_BACKTRACE: '0' });

async function fromDebian(context, least, note, say) {
  const { apt, tests, debian = DEBIAN } = context;
  const why = `This Rust has no ${TARGET}, and rustup could not add it${note ? ` (${note.split('\n').at(-1).trim()})` : ''}`;
  const rustup = `rustup target add ${TARGET}`;
  let compiler = await debianCompiler(context);
  const sources = existsSync(join(debian, '..', 'lib', 'rustlib', 'src', 'rust', 'library', 'std'));
  const packages = newEnough(compiler, least) && sources ? [] : [...PACKAGES];
  if (tests && !hasLints(debian)) packages.push('rust-web-clippy');
  if (packages.length > 0) {
    say(`rustup could not add the target; Debian's packages instead`);
    await checkCandidate(context, packages, least, why, rustup);
    await apt.install(packages, why, say);
    compiler = await debianCompiler(context);
  }
  if (!newEnough(compiler, least)) {
    throw new SetupProblem(
      `${why}; Debian's rustc is ${compiler?.release ?? 'missing'}, older than ${least.join('.')}.`,
      {
        mend: [rustup],
      },
    );
  }
  await buildToolchain(context, compiler, say);
  return { bin: join(toolchainFolder(context.cache, compiler), 'bin'), release: compiler.release };
}

/** Half a gigabyte is not installed to learn afterwards that it is too old. */
async function checkCandidate({ apt, which }, packages, least, why, rustup) {
  if (!which('apt-cache')) return;
  const candidate = aptCandidate(await apt.policy(packages[0]));
  if (candidate && packages[0] === 'rustc-web' && !atLeast(parseVersion(candidate), least)) {
    throw new SetupProblem(
      `${why}; Debian's rustc-web here is ${candidate}, older than ${least.join('.')}.`,
      {
        mend: ['apt-get update', rustup],
      },
    );
  }
}

/** Without any cargo nothing can be built: this is asked first. */
export async function requireCargo({ run, which, root, env }) {
  if (!which('cargo') || !which('rustc')) {
    throw new SetupProblem('There is no Rust here (cargo and rustc are not on PATH).', {
      mend: [INSTALL_RUSTUP, '. "$HOME/.cargo/env"'],
    });
  }
  const result = await run('cargo', ['--version'], { cwd: root, env });
  if (!result.ok) {
    throw new SetupProblem('cargo is on PATH but does not run.', {
      mend: ['rustup default stable'],
      log: tail(result.output, 4),
    });
  }
}
