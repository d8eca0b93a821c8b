import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { run } from '../run.mjs';
import { isInstalled } from '../setup/npm.mjs';
import { filesIn } from '../test/files.mjs';

const OUT = 'build/mutants';
const STRYKER = 'scripts/mutants/node_modules/@stryker-mutator';

const BUNDLE_SERVER = 'node scripts/mutants/bundle-server.mjs';

/**
 * The files to change, and the tests that run: for each change those that reach it, until one fails. The tests of
 * `js/server` use `dist/server.js`, which is bundled once with all changes in it; a variable activates one at a time.
 */
const GROUPS = {
  unit: {
    files: [
      ...['backend', 'pending', 'poll', 'read-verdict', 'verify-options'].map(
        (name) => `js/session/${name}.ts`,
      ),
      ...['notifier', 'options', 'runner'].map((name) => `js/frameworks/${name}.ts`),
    ],
    tests: ['backend', 'pending', 'poll', 'read-verdict', 'runner', 'verify-options'].map(
      (name) => `tests/node/unit/${name}.test.mjs`,
    ),
  },
  redact: {
    files: ['js/server/redact.ts'],
    tests: ['tests/node/unit/redact.test.mjs'],
    build: BUNDLE_SERVER,
  },
  server: {
    files: filesIn('js/server', '.ts').filter((path) => !path.endsWith('redact.ts')),
    // The others need other runtimes, or take long and find what these find.
    tests: filesIn('tests/node/server', '.test.mjs').filter(
      (path) => !/(runtimes|hostile|docs)\.test/.test(path),
    ),
    build: BUNDLE_SERVER,
  },
};

/** The properties check few cases: a change that matters fails one of the first. */
const FAST = { HOSTILE_CALLS: '100' };

/**
 * Kinds of changes that are not made. Most texts are messages for developers, and the tests check only the words that
 * matter; those that the protocol needs cannot be missing without failing most tests.
 */
const EXCLUDED = ['StringLiteral'];

/**
 * Runs StrykerJS, which copies the files for this.
 *
 * @param {string[]} chosen parts of the paths of the files to change; none for all
 * @returns {Promise<import('./score.mjs').Result[]>}
 */
export async function mutateJs(chosen, env) {
  // Installed separately, because only this command needs it.
  if (!isInstalled('scripts/mutants'))
    await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: 'scripts/mutants', env });
  const results = [];
  for (const [name, { files, tests, build }] of Object.entries(GROUPS)) {
    const mutate = files.filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)));
    if (mutate.length === 0) continue;
    const json = `${OUT}/${name}.json`;
    await rm(json, { force: true });
    await mkdir(OUT, { recursive: true });
    const options = {
      mutate,
      mutator: { excludedMutations: EXCLUDED },
      testRunner: 'node-test',
      nodeTest: { files: tests },
      plugins: [resolve('scripts/mutants/runner/index.mjs')],
      warnings: { unknownOptions: false },
      ...(build && { buildCommand: build }),
      // The copy needs only what is tested.
      ignorePatterns: [
        '**',
        '!js/**',
        '!dist/**',
        '!build/client/**',
        '!docs/**',
        '!src/**',
        '!tests/**',
        '!scripts/**',
        'scripts/mutants/node_modules',
        '!package.json',
        '!*.md',
      ],
      tempDirName: `${OUT}/stryker`,
      // Many tests wait for timers.
      concurrency: 4,
      // Ends endless loops. The runner itself ends a test that waits.
      timeoutFactor: 3,
      reporters: ['json', 'progress-append-only'],
      jsonReporter: { fileName: json },
      allowConsoleColors: false,
      // esbuild ignores types. Stryker would read the configuration with the package's TypeScript, which has no API.
      disableTypeChecks: false,
      tsconfigFile: 'none',
    };
    await writeFile(`${OUT}/${name}.config.json`, JSON.stringify(options));
    await run(process.execPath, [`${STRYKER}/core/bin/stryker.js`, 'run', `${OUT}/${name}.config.json`], {
      env: { ...env, ...FAST },
      show: true,
    });
    results.push(...resultsOf(JSON.parse(readFileSync(json, 'utf8')).files));
  }
  return results;
}

/** Returns the results of a report of StrykerJS, without the changes that do not compile. */
export function resultsOf(files) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(status))
      .map(({ location, replacement, status }) => ({
        file,
        line: location.start.line,
        change: describe(lines, location, replacement),
        noticed: ['Killed', 'Timeout'].includes(status),
      }));
  });
}

/** Describes a change by the lines that it affects, before and after. */
function describe(lines, { start, end }, replacement) {
  const before = lines.slice(start.line - 1, end.line);
  const after = before[0].slice(0, start.column - 1) + replacement + before.at(-1).slice(end.column - 1);
  return `${short(before.join(' '))} → ${short(after)}`;
}

/** Returns code in one line of at most 100 characters. */
const short = (code) => {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
};
