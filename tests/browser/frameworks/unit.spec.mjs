import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const apps = fileURLToPath(new URL('../../../examples/frameworks/', import.meta.url));

/** Vitest's own account of its run. */
function vitest() {
  const args = ['run', '--config', 'tests/vitest.config.js', '--reporter=json'];
  return new Promise((resolve, reject) => {
    execFile(`${apps}node_modules/.bin/vitest`, args, { cwd: apps, maxBuffer: 2 ** 24 }, (error, output) => {
      const start = output.indexOf('{"numTotalTestSuites"');
      if (start < 0) reject(error ?? new Error(output));
      else resolve(JSON.parse(output.slice(start)));
    });
  });
}

test('an application’s own unit tests run over the mock, in jsdom and happy-dom, and on a server', async () => {
  const { testResults } = await vitest();
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.filter(({ status }) => status !== 'passed');
  expect(failed.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual([]);
  // Each file of the two that ask for a page runs in both of them, and that of the server once.
  expect(testResults.map(({ name }) => name.split('/').at(-1)).sort()).toEqual([
    'server.test.js',
    ...Array(2).fill('testing.test.js'),
    ...Array(2).fill('verification.test.js'),
  ]);
  expect(results.length).toBeGreaterThan(30);
});
