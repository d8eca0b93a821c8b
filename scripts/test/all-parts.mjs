import { cpus } from 'node:os';
import { run as runCommand } from '../run.mjs';
import { filesIn } from './files.mjs';
import { rustSuites } from './rust-suites.mjs';

const BIN = new URL('../../node_modules/.bin/', import.meta.url).pathname;
const WASM = ['--target', 'wasm32-unknown-unknown'];

/**
 * Returns a function that runs the commands of a part. With `show`, their output appears as it arrives. Otherwise
 * `print` gets the output of a command that has succeeded; the error of one that has failed contains its output.
 */
export const runnerFor =
  (env, { show, print }) =>
  async (command, args, extra = {}) => {
    const output = await runCommand(command, args, { env: { ...env, ...extra }, show, all: !show });
    if (!show) print(output);
    return output;
  };

/**
 * The parts of `npm test`, in the order in which they start.
 *
 * @param {NodeJS.ProcessEnv} env with the tools on PATH, and with `CHROMIUM` and `CHROMEDRIVER`
 * @returns {Record<string, import('./parts.mjs').Part>}
 */
export function partsOf(env) {
  const part = (work, more) => ({
    run: (world) => work(runnerFor(env, world), world.filter, world),
    ...more,
  });
  /** A part that uses `dist/`. */
  const built = (work, more) => part(work, { needs: 'build', ...more });
  /** A part that runs cargo, whose commands wait for each other's lock anyway. */
  const cargo = (work) => part(work, { alone: 'cargo' });

  return {
    build: part(async (_run, _filter, { print }) => {
      const { build } = await import('../build.mjs');
      await build({ env, log: (text) => print(`${text}\n`) });
    }),
    format: cargo(async (run) => {
      await run(`${BIN}biome`, ['ci', '--reporter=summary', '.']);
      await run('cargo', ['fmt', '--all', '--check']);
    }),
    lint: cargo(async (run) => {
      const deny = ['--', '-D', 'warnings'];
      await run('cargo', ['clippy', '--workspace', '--all-features', '--all-targets', ...deny]);
      await run('cargo', ['clippy', '--workspace', '--all-features', ...WASM, ...deny]);
      // Every other command builds `loader` together with `api`.
      await run('cargo', ['clippy', '--no-default-features', '--features', 'loader', ...WASM, ...deny]);
    }),
    host: cargo((run, { files, name }) =>
      run('cargo', ['test', '--all-features', ...files, ...(name ? ['--', name] : [])]),
    ),
    e2e: built((run, filter) => playwright(run, 'e2e', filter)),
    browser: cargo((run, filter) => rustSuites('chromium', { run, env, filter })),
    frameworks: built((run, filter) => playwright(run, 'frameworks', filter)),
    package: built((run, { files, name }) =>
      run(process.execPath, ['tests/package/main.mjs', ...files, ...(name ? ['-g', name] : [])]),
    ),
    node: built((run, filter) => nodeTests(run, ['scripts/setup', 'tests/node', 'bench'], filter)),
    matrix: built((run, filter) => matrix(run, 'chromium', filter)),
    widget: built((run, filter) => nodeTests(run, ['tests/browser/widget'], filter)),
    soak: built((run, filter) => soak(run, 'chromium', filter)),
    types: built(async (run) => {
      for (const project of ['tsconfig.json', 'www/tsconfig.json', 'sandbox-widget/tsconfig.json'])
        await run(`${BIN}tsc`, ['-p', project, '--noEmit']);
    }),
  };
}

const playwright = (run, folder, { files, name }) =>
  run(`${BIN}playwright`, [
    ...['test', '--config', `tests/browser/${folder}/playwright.config.mjs`, ...files],
    ...(name ? ['-g', name] : []),
  ]);

/** Runs the test files in `folders`, or those whose paths contain one of `files`. */
async function nodeTests(run, folders, { files, name }, env) {
  const all = folders.flatMap((folder) => filesIn(folder, '.test.mjs'));
  const chosen = all.filter((path) => files.length === 0 || files.some((file) => path.includes(file)));
  if (chosen.length === 0)
    throw new Error(`No test file's path contains ${files.join(' or ')}. The files are: ${all.join(', ')}`);
  const pattern = name ? [`--test-name-pattern=${name}`] : [];
  const flags = ['--test', '--test-reporter=spec', `--test-concurrency=${cpus().length}`, ...pattern];
  const output = await run(process.execPath, [...flags, ...chosen], env);
  if (name && /^ℹ pass 0$/m.test(output)) throw new Error(`No test has a name that matches ${name}.`);
}

/** Runs the fault matrix in one engine; `files` are prefixes of row ids. */
export function matrix(run, engine, { files, name }) {
  const only = files.length > 0 || name ? ['matrix.test.mjs'] : [];
  return nodeTests(
    run,
    ['tests/browser/matrix'],
    { files: only },
    // Filtered by variables: `--test-name-pattern` would list every row that does not match.
    { ENGINE: engine, MATRIX_ROWS: files.join(' '), ...(name && { MATRIX_NAME: name }) },
  );
}

/** Runs the tests of the soak in one engine. */
export const soak = (run, engine, filter) => nodeTests(run, ['soak'], filter, { ENGINE: engine });

/** Makes the generated hostile calls in one engine. `files` may contain their number; 3,000 take about a minute. */
export function hostile(run, engine, { files, name }) {
  const [calls = process.env.HOSTILE_CALLS || '3000', ...others] = files;
  if (others.length > 0 || !/^\d+$/.test(calls))
    throw new Error(`The only argument is the number of calls; got "${files.join(' ')}".`);
  return nodeTests(
    run,
    ['tests/browser/e2e/hostile'],
    { files: [], name },
    { ENGINE: engine, HOSTILE_CALLS: calls },
  );
}
