// `/testing` in Jest, Vitest and node:test, with jsdom and happy-dom, installed from the archive.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { execute, fixture } from './support/fixture.mjs';
import { ROOT } from './support/places.mjs';

/** The names of the checks, which each runner must report as passed. */
const names = [
  ...(await readFile(`${ROOT}tests/package/fixtures/testing/checks.js`, 'utf8')).matchAll(
    /^ {2}async '(.+)'/gm,
  ),
]
  .map(([, name]) => name)
  .concat('an error names the missing API')
  .sort();

let folder;
before(async () => {
  folder = await fixture('testing');
});

/** Runs a command in the fixture. It must end within 50 s, although the time limit of the sessions is longer. */
const command = (program, args, env = {}) =>
  // The variable makes `node --test` report to the runner of this file.
  execute(folder, 'timeout', ['50', program, ...args], { NODE_TEST_CONTEXT: undefined, ...env });

/** Returns the names of the tests that passed in a JSON report of Jest or Vitest. */
async function passedIn(file) {
  const { testResults } = JSON.parse(await readFile(`${folder}/${file}`, 'utf8'));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return results.filter(({ status }) => status === 'passed').map(({ title }) => title);
}

async function jest(environment, config, env) {
  const report = 'jest.json';
  const options = ['--config', config, '--env', environment, '--json', '--outputFile', report];
  const cache = ['--cacheDirectory', 'node_modules/.cache/jest', '--watchman=false'];
  await command('node_modules/.bin/jest', ['jest/', ...options, ...cache], env);
  return passedIn(report);
}

async function vitest(environment) {
  const report = 'vitest.json';
  const options = ['--environment', environment, '--reporter=json', '--outputFile', report];
  await command('node_modules/.bin/vitest', ['run', ...options]);
  return passedIn(report);
}

async function nodeTest(setup) {
  const options = ['--import', setup, '--test', '--test-reporter=tap'];
  const output = await command(process.execPath, [...options, 'node/checks.test.js', 'node/missing.test.js']);
  return [...output.matchAll(/^ *ok \d+ - (.+)$/gm)]
    .map(([, name]) => name)
    .filter((name) => !name.endsWith('.js'));
}

const ESM = { NODE_OPTIONS: '--experimental-vm-modules' };
const RUNNERS = {
  'Jest, compiled to CommonJS': {
    jsdom: () => jest('jsdom', 'jest.config.js'),
    'happy-dom': () => jest('@happy-dom/jest-environment', 'jest.config.js'),
  },
  'Jest, as ES modules': {
    jsdom: () => jest('jsdom', 'jest.esm.config.js', ESM),
    'happy-dom': () => jest('@happy-dom/jest-environment', 'jest.esm.config.js', ESM),
  },
  Vitest: {
    jsdom: () => vitest('jsdom'),
    'happy-dom': () => vitest('happy-dom'),
  },
  'node:test': {
    jsdom: () => nodeTest('./node/jsdom.js'),
    'global-jsdom': () => nodeTest('global-jsdom/register'),
    'happy-dom': () => nodeTest('./node/happy-dom.js'),
  },
};

for (const [runner, environments] of Object.entries(RUNNERS)) {
  describe(runner, () => {
    for (const [environment, run] of Object.entries(environments)) {
      test(`the checks pass in ${environment}`, async () => assert.deepEqual((await run()).sort(), names));
    }
  });
}
