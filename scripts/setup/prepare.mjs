import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apt } from './apt.mjs';
import { browserStep } from './browser.mjs';
import { firefoxStep } from './firefox.mjs';
import { locked } from './lock.mjs';
import { npmStep } from './npm.mjs';
import { cacheFolder, ROOT, withPath } from './places.mjs';
import { SetupProblem } from './problem.mjs';
import { reporter, seconds } from './report.mjs';
import { requireCargo, rustStep } from './rust.mjs';
import * as system from './system.mjs';
import { toolsStep } from './tools.mjs';
import { atLeast, parseVersion } from './versions.mjs';
import { webkitStep } from './webkit.mjs';

const NODE = [20];

/** Several problems at once: the steps run side by side, and a person wants to mend all of them in one go. */
export class SetupFailed extends Error {
  /** @param {SetupProblem[]} problems */
  constructor(problems) {
    super(problems.map(({ message }) => message).join(' '));
    this.name = 'SetupFailed';
    this.problems = problems;
  }
}

/** All that a step may know of the world. */
function contextFor({ tests, env, root }) {
  const which = (name) => system.which(name, env);
  const { run, isRoot } = system;
  return {
    root,
    tests,
    env,
    run,
    which,
    cache: cacheFolder(env),
    platform: process.platform,
    arch: process.arch,
    debian: '/usr',
    apt: apt({ run, which, isRoot, env }),
  };
}

/**
 * Makes what is missing, side by side, and says where all is.
 *
 * @param {{ tests?: boolean, browsers?: boolean, env?: NodeJS.ProcessEnv, root?: string, quiet?: boolean, print?: (line: string) => void }} [options]
 *   `tests`: also what only `npm test` needs; `browsers`: also the other two engines; `quiet`: no word when nothing is
 *   missing
 * @throws {SetupFailed} with what the person can do about it
 */
export async function prepare({
  tests = false,
  browsers = false,
  env = process.env,
  root = ROOT,
  quiet = false,
  print = console.log,
} = {}) {
  const start = performance.now();
  if (!atLeast(parseVersion(process.versions.node), NODE)) {
    throw new SetupFailed([
      new SetupProblem(`Node.js ${process.versions.node} is too old: 20 or newer is needed.`, {
        mend: ['# https://nodejs.org/en/download, then check with: node --version'],
      }),
    ]);
  }
  const context = contextFor({ tests, env, root });
  const wanted = [...(tests ? [browserStep] : []), ...(browsers ? [firefoxStep, webkitStep] : [])];
  const steps = [npmStep, rustStep, toolsStep, ...wanted];
  let found = await Promise.all(steps.map((step) => step.find(context)));
  if (found.includes(null)) {
    const file = join(context.cache, 'setup.lock');
    const onWait = () => print('· set-up: another one is at work, waiting for it');
    found = await locked(file, () => makeMissing(steps, context, print), { env, onWait });
    print(`✓ set-up: done in ${seconds(performance.now() - start)}`);
  } else if (!quiet) {
    print(`✓ set-up: nothing to do (${seconds(performance.now() - start)})`);
  }
  const [npm, rust, tools, ...others] = found;
  return Object.assign({ env: environment(context, { npm, rust, tools }) }, ...others);
}

/** With the lock held: looks again, since another set-up may have done the work meanwhile, and makes the rest. */
async function makeMissing(steps, context, print) {
  mkdirSync(context.cache, { recursive: true });
  sweep(context.cache);
  const found = await Promise.all(steps.map((step) => step.find(context)));
  if (steps.some((step, index) => step.needsCargo && found[index] === null)) await cargoOr(context);
  const report = reporter(print);
  const made = await Promise.allSettled(
    steps.map((step, index) => found[index] ?? report.step(step.name, (say) => step.make(context, say))),
  );
  const failures = made.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  const bug = failures.find((failure) => !(failure instanceof SetupProblem));
  if (bug) throw bug;
  if (failures.length > 0) throw new SetupFailed(failures);
  return made.map(({ value }) => value);
}

/** Removes what a set-up that was interrupted has left: whoever holds the lock is the only one at work. */
function sweep(cache) {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith('tmp-'))) {
    try {
      rmSync(join(cache, name), { recursive: true, force: true });
    } catch {
      // A compiler that outlived its set-up is still writing there: the next set-up will do.
    }
  }
}

async function cargoOr(context) {
  try {
    await requireCargo(context);
  } catch (problem) {
    throw problem instanceof SetupProblem ? new SetupFailed([problem]) : problem;
  }
}

/** The environment that the build's commands run in. */
function environment({ cache, env }, { npm, rust, tools }) {
  const result = withPath(env, [rust.bin, tools.bin, npm.bin].filter(Boolean));
  // With a compiler of ours on PATH these would lead cargo past it.
  if (rust.bin) for (const name of ['RUSTC', 'RUSTDOC', 'CARGO', 'CARGO_BUILD_RUSTC']) delete result[name];
  result.WASM_PACK_CACHE ??= join(cache, 'wasm-pack');
  return result;
}
