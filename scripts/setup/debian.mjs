import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { buildToolchain, haveToolchain, TARGET, toolchainFolder } from './std.mjs';
import { aptCandidate, atLeast, parseRustc, parseVersion } from './versions.mjs';

/** The compiler, cargo and the sources of its standard library, in the version that Debian keeps for browsers. */
const COMPILER = ['rustc-web', 'cargo-web', 'rust-web-src'];
/** What the tests lint with. rustfmt may be another Rust's: it reads the same source. */
const CLIPPY = 'rust-web-clippy';
const RUSTFMT = 'rustfmt-web';

const result = ({ cache }, compiler) => ({
  bin: join(toolchainFolder(cache, compiler), 'bin'),
  release: compiler.release,
});

/** Debian's compiler, where its packages put it (rustup's hides it on PATH); `null` when it is not installed. */
export async function debianCompiler({ run, env, debian }) {
  const { ok, stdout } = await run(join(debian, 'bin', 'rustc'), ['-vV'], { env });
  return ok ? parseRustc(stdout) : null;
}

const hasClippy = (debian) =>
  ['cargo-clippy', 'clippy-driver'].every((name) => existsSync(join(debian, 'bin', name)));

/** The packages that are missing for the lints of `npm test`. */
const missingLints = ({ debian, tests, which }) =>
  tests ? [...(hasClippy(debian) ? [] : [CLIPPY]), ...(which('cargo-fmt') ? [] : [RUSTFMT])] : [];

/** The private toolchain around this compiler, if it has been made and is complete. */
export function findDebianToolchain(context, compiler) {
  const there = haveToolchain(context.cache, compiler) && missingLints(context).length === 0;
  return there ? result(context, compiler) : null;
}

/**
 * Installs what is missing of Debian's packages and makes the private toolchain.
 *
 * @param {{ least: number[], why: string }} need the least version of Rust, and why Debian's is wanted at all
 */
export async function debianToolchain(context, { least, why }, say) {
  const { apt, debian, which } = context;
  const missing = missingLints(context);
  let compiler = await debianCompiler(context);
  const sources = existsSync(join(debian, 'lib', 'rustlib', 'src', 'rust', 'library', 'std'));
  if (!compiler || !sources || !existsSync(join(debian, 'bin', 'cargo'))) missing.unshift(...COMPILER);
  if (missing.length > 0) {
    if (!which('apt-get')) throw new SetupProblem(`${why}.`, { mend: [`rustup target add ${TARGET}`] });
    say(`${why}; Debian's packages instead`);
    await apt.install(missing, why, say, () => refuseOld(apt, least, why));
    compiler = await debianCompiler(context);
  }
  if (!compiler || !atLeast(parseVersion(compiler.release), least))
    throw tooOld(compiler?.release ?? 'missing', least, why);
  await buildToolchain(context, compiler, say);
  return result(context, compiler);
}

/** Half a gigabyte is not installed only to learn that it is too old. */
async function refuseOld(apt, least, why) {
  const candidate = aptCandidate(await apt.policy(COMPILER[0]));
  if (!candidate) throw tooOld('not there', least, why);
  if (!atLeast(parseVersion(candidate), least)) throw tooOld(candidate, least, why);
}

const tooOld = (version, least, why) =>
  new SetupProblem(
    `${why}, and Debian's ${COMPILER[0]} is ${version} (${least.join('.')} or newer is needed).`,
    {
      mend: ['rustup update stable', `rustup target add ${TARGET}`],
    },
  );
