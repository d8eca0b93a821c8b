/**
 * Installs what building and testing need. See docs/setup.md.
 *
 *     node scripts/setup.mjs [--tests] [--browsers]   for the build; also for `npm test`; also for the browser tests
 *     node scripts/setup.mjs --env                    prints `export …` lines for a shell
 *     node scripts/setup.mjs exec -- COMMAND …        runs a command in the environment
 */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, firefox, webkit } from './setup/browsers.mjs';
import { cargoMutants, geckodriver, wasmBindgen, wasmPack } from './setup/cargo-tools.mjs';
import { npmPackages } from './setup/npm.mjs';
import { describeProblems, SetupProblem } from './setup/problem.mjs';
import { compiler, target } from './setup/rust.mjs';
import { runSteps } from './setup/steps.mjs';
import { createSystem, which } from './setup/system.mjs';

/**
 * Installs what is missing. If that fails, prints how to fix it and ends the process with exit code 1.
 *
 * @param {{ tests?: boolean, browsers?: boolean, mutants?: boolean, quiet?: boolean, print?: (line: string) => void }}
 *   [options] `tests`: also Chromium; `browsers`: also Firefox and WebKitGTK; `mutants`: also cargo-mutants; `quiet`: print
 *   nothing if nothing is missing
 * @returns {Promise<{ env: NodeJS.ProcessEnv, chromium?: string, chromedriver?: string, firefox?: string,
 *   geckodriver?: string, webkitdriver?: string, xvfb?: string }>}
 *   `env` has the right cargo, rustc, wasm-pack, wasm-bindgen and wasm-opt first on PATH; the others are paths of
 *   programs: Chromium's with `tests`, those of the other engines with `browsers`
 */
export async function setup({
  tests = false,
  browsers = false,
  mutants = false,
  quiet = false,
  print = console.log,
} = {}) {
  const steps = [npmPackages, target, wasmBindgen, wasmPack];
  if (tests) steps.push(chromium);
  if (browsers) steps.push(firefox, geckodriver, webkit);
  if (mutants) steps.push(cargoMutants);
  const system = createSystem({ tests });
  try {
    if (Number.parseInt(process.versions.node, 10) < 20) {
      const message = `Node.js ${process.versions.node} is too old; version 20 or newer is needed.`;
      throw new SetupProblem(message, ['# https://nodejs.org/en/download']);
    }
    const found = await runSteps({ first: compiler, steps, system, print, quiet });
    const folders = found.map(({ path }) => path).filter(Boolean);
    // wasm-pack creates this folder even if it downloads nothing.
    const env = { WASM_PACK_CACHE: system.tools, ...process.env };
    env.PATH = [...new Set([...folders, ...env.PATH.split(delimiter)])].join(delimiter);
    const driver = browsers && { geckodriver: which('geckodriver', env) };
    return Object.assign({ env }, driver, ...found.map(({ programs }) => programs));
  } catch (error) {
    const problems = error.errors ?? [error];
    if (!problems.every((problem) => problem instanceof SetupProblem)) throw error;
    console.error(`\n${describeProblems(problems)}`);
    return process.exit(1);
  }
}

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

async function main(args) {
  const options = { tests: args.includes('--tests'), browsers: args.includes('--browsers') };
  // stdout is reserved for the shell or the command, so messages go to stderr.
  const onStderr = { ...options, quiet: true, print: console.error };
  const [command, ...rest] = args[0] === 'exec' && args[1] === '--' ? args.slice(2) : [];
  if (command) {
    const { env } = await setup(onStderr);
    const { status, error } = spawnSync(command, rest, { env, stdio: 'inherit' });
    if (error) console.error(error.message);
    process.exitCode = status ?? 1;
  } else if (args.includes('--env')) {
    const { env } = await setup(onStderr);
    for (const [name, value] of Object.entries(env)) {
      if (value !== process.env[name]) console.log(`export ${name}=${quote(value)}`);
    }
  } else if (args.every((arg) => ['--tests', '--browsers'].includes(arg))) {
    await setup(options);
  } else {
    console.error('usage: node scripts/setup.mjs [--tests] [--browsers] [--env] | exec -- COMMAND …');
    process.exitCode = 2;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
