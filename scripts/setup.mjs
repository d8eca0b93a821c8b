/**
 * Gets everything that building and testing need, and says where it is. See docs/setup.md.
 *
 *     node scripts/setup.mjs [--tests]        do the steps; with --browsers, also those for Firefox and WebKitGTK
 *     node scripts/setup.mjs --env            print `export …` lines for a shell
 *     node scripts/setup.mjs exec -- CMD …    run a command in that environment
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepare, SetupFailed } from './setup/prepare.mjs';
import { describeProblems, SetupProblem } from './setup/problem.mjs';
import { quote } from './setup/system.mjs';

/**
 * Does the steps that are needed. When one cannot be done, prints what would mend it and ends the process with 1.
 *
 * @param {Parameters<typeof prepare>[0]} [options]
 * @returns {Promise<{ env: NodeJS.ProcessEnv, chromium?: string, chromedriver?: string, firefox?: string,
 *   geckodriver?: string, webkitdriver?: string, xvfb?: string }>}
 *   `env` has the right cargo, rustc, wasm-pack, wasm-bindgen and wasm-opt first on PATH;
 *   Chromium and its driver are there with `tests`, the other engines with `browsers`.
 */
export async function setup(options) {
  try {
    return await prepare(options);
  } catch (error) {
    const problems =
      error instanceof SetupFailed ? error.problems : error instanceof SetupProblem ? [error] : null;
    if (!problems) throw error;
    console.error(`\n${describeProblems(problems)}`);
    process.exit(1);
  }
}

async function main(args) {
  const tests = args.includes('--tests');
  const browsers = args.includes('--browsers');
  // What is printed on stdout belongs to the shell or to the command.
  const aside = { tests, browsers, quiet: true, print: console.error };
  if (args[0] === 'exec') {
    const [command, ...rest] = args.slice(args.indexOf('--') + 1);
    if (!args.includes('--') || !command) return usage();
    const { env } = await setup(aside);
    const child = spawn(command, rest, { env, stdio: 'inherit' });
    child.on('error', (error) => {
      console.error(`✗ ${command}: ${error.message}`);
      process.exitCode = 127;
    });
    child.on('exit', (code, signal) => {
      process.exitCode = signal ? 1 : (code ?? 1);
    });
    return undefined;
  }
  if (args.includes('--env')) {
    const { env } = await setup(aside);
    for (const [name, value] of Object.entries(env)) {
      if (value !== process.env[name]) console.log(`export ${name}=${quote(value)}`);
    }
    for (const name of Object.keys(process.env)) if (!(name in env)) console.log(`unset ${name}`);
    return undefined;
  }
  if (args.some((arg) => arg !== '--tests' && arg !== '--browsers')) return usage();
  await setup({ tests, browsers });
  return undefined;
}

function usage() {
  console.error('usage: node scripts/setup.mjs [--tests] [--browsers] | --env | exec -- COMMAND [ARGS…]');
  process.exitCode = 2;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
