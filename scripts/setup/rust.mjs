import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianCompiler, debianToolchain, findDebianToolchain } from './debian.mjs';
import { SetupProblem, tail } from './problem.mjs';
import { TARGET } from './std.mjs';
import { atLeast, parseRustc, parseVersion, rustVersionOf } from './versions.mjs';

const INSTALL_RUSTUP =
  "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile default";
/** How long rustup may take, in ms: a target is 20 MB. */
const RUSTUP = 120_000;

const hasStd = (folder) => {
  try {
    return readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
  } catch {
    return false;
  }
};

/** What `npm test` lints with, beside the compiler that it belongs to. */
const hasLints = ({ sysroot }) =>
  ['cargo-clippy', 'cargo-fmt'].every((name) => existsSync(join(sysroot, 'bin', name)));

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

/** The least version of Rust that the project builds with. */
const leastVersion = (root) => rustVersionOf(readFileSync(join(root, 'Cargo.toml'), 'utf8')) ?? [];

const newEnough = (compiler, least) => compiler !== null && atLeast(parseVersion(compiler.release), least);

/**
 * A compiler with the standard library for wasm32: the user's own, if need be with rustup's help, else a private
 * toolchain around Debian's compiler. `bin` is to go first on PATH; it is `null` for the user's own.
 */
export const rustStep = {
  name: 'Rust for WebAssembly',
  needsCargo: true,

  async find(context) {
    const { root, tests, which } = context;
    const least = leastVersion(root);
    const [own, debian] = await Promise.all([ownCompiler(context), debianCompiler(context)]);
    if (!which('cc')) return null;
    if (newEnough(own, least) && own.wasm) {
      return !tests || hasLints(own) ? { bin: null, release: own.release } : null;
    }
    return newEnough(debian, least) ? findDebianToolchain(context, debian) : null;
  },

  async make(context, say) {
    const { root, apt, which } = context;
    const least = leastVersion(root);
    await apt.ensure('cc', ['gcc', 'libc6-dev'], 'Compiling Rust wants a C linker', say);
    const own = await ownCompiler(context);
    let refused = '';
    if (newEnough(own, least)) {
      if (which('rustup')) refused = await askRustup(context, own, say);
      const found = await this.find(context);
      if (found) return found;
      if (own.wasm) throw lintsMissing(own, refused);
    }
    return debianToolchain(context, { least, why: reasonAgainst(own, least, refused) }, say);
  },
};

/** Asks rustup for what is missing; resolves with what it said when it could not, else with nothing. */
async function askRustup({ run, root, env, tests }, own, say) {
  const ask = async (args) => {
    say(`rustup ${args.join(' ')}`);
    // It would print a stack trace under an error if the user's environment asks for one.
    const quiet = { ...env, RUST_BACKTRACE: '0' };
    const { ok, output, timedOut } = await run('rustup', args, { cwd: root, env: quiet, timeout: RUSTUP });
    if (ok) return '';
    if (timedOut) return `no answer within ${RUSTUP / 1000} s`;
    // Of the chain of causes, the first says enough for one line.
    return /^error: ([^:\n]*)/m.exec(output)?.[1] ?? 'it failed';
  };
  const refused = own.wasm ? '' : await ask(['target', 'add', TARGET]);
  if (refused || !tests || hasLints(own)) return refused;
  return ask(['component', 'add', 'clippy', 'rustfmt']);
}

/** Why the user's own compiler will not do, as the first half of a sentence. */
function reasonAgainst(own, least, refused) {
  if (!own) return 'The rustc on PATH does not run';
  if (!newEnough(own, least)) return `The rustc on PATH is ${own.release}, older than ${least.join('.')}`;
  if (refused) return `rustup could not add ${TARGET} (${refused})`;
  return `The rustc on PATH has no ${TARGET}`;
}

const lintsMissing = (own, refused) =>
  new SetupProblem(`The tests want clippy and rustfmt, which are not in ${own.sysroot}.`, {
    mend: ['rustup component add clippy rustfmt   # or with whatever installed this Rust'],
    log: refused,
  });

/** Without any cargo nothing can be built: this is asked before all else. */
export async function requireCargo({ run, which, root, env }) {
  if (!which('cargo') || !which('rustc')) {
    throw new SetupProblem('There is no Rust here: cargo and rustc are not on PATH.', {
      mend: [INSTALL_RUSTUP, '. "$HOME/.cargo/env"'],
    });
  }
  const { ok, output } = await run('cargo', ['--version'], { cwd: root, env });
  if (!ok) {
    throw new SetupProblem('cargo is on PATH but does not run.', {
      mend: ['rustup default stable'],
      log: tail(output, 4),
    });
  }
}
