import { execFile } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { APPS } from './prepare.mjs';

/** Runs Vitest and returns its JSON report. */
function vitest() {
  const args = ['run', '--config', 'tests/vitest.config.js', '--reporter=json'];
  return new Promise((resolve, reject) => {
    execFile(`${APPS}/node_modules/.bin/vitest`, args, { cwd: APPS, maxBuffer: 2 ** 24 }, (error, output) => {
      const start = output.indexOf('{"numTotalTestSuites"');
      if (start < 0) reject(error ?? new Error(output));
      else resolve(JSON.parse(output.slice(start)));
    });
  });
}

test('unit tests of an application pass with the mock, in jsdom, in happy-dom and on a server', async () => {
  const { testResults } = await vitest();
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.filter(({ status }) => status !== 'passed');
  expect(failed.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual([]);
  // The test files that need a DOM run in both environments, and the server's test file runs once.
  expect(testResults.map(({ name }) => name.split('/').at(-1)).sort()).toEqual([
    ...Array(2).fill('restore.test.js'),
    'server.test.js',
    ...Array(2).fill('testing.test.js'),
    ...Array(2).fill('verification.test.js'),
  ]);
  expect(results.length).toBeGreaterThan(30);
});
