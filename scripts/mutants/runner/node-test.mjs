/** Replaces `node:test` in the tests that the runner imports: collects tests instead of running them. */
import { mock } from 'node:test';

export { mock };

/**
 * @typedef {object} Suite the tests and hooks of a file
 * @property {{ name: string, run: (context: object) => unknown }[]} tests
 * @property {Record<'before' | 'beforeEach' | 'afterEach', (() => unknown)[]>} hooks
 */

/** @type {Suite} */
let suite;

/** Imports a test file and returns its tests. */
export async function collect(url) {
  suite = { tests: [], hooks: { before: [], beforeEach: [], afterEach: [] } };
  const collected = suite;
  await import(url);
  return collected;
}

export const test = (name, ...rest) => void suite.tests.push({ name, run: rest.at(-1) });
export const before = (hook) => void suite.hooks.before.push(hook);
export const beforeEach = (hook) => void suite.hooks.beforeEach.push(hook);
export const afterEach = (hook) => void suite.hooks.afterEach.push(hook);

/** Not run: the tests of a file are run again for the next change. */
export const after = () => {};

// Tests replace the functions.
const { clearTimeout, setTimeout } = globalThis;

/**
 * Runs a test and its hooks. Rejects if one of them fails.
 *
 * @param {number} [limit] how long the test may take, in ms
 */
export async function runTest({ hooks }, { name, run }, limit) {
  const cleanups = [];
  const tracker = new mock.constructor();
  let timer;
  const tooSlow = new Promise((_, reject) => {
    const error = new Error(`The test did not end within ${limit} ms.`);
    if (limit !== undefined) timer = setTimeout(reject, limit, error);
  });
  try {
    for (const hook of hooks.beforeEach) await hook();
    await Promise.race([run({ name, mock: tracker, after: (cleanup) => cleanups.push(cleanup) }), tooSlow]);
  } finally {
    clearTimeout(timer);
    for (const cleanup of [...cleanups, ...hooks.afterEach]) await cleanup();
    tracker.reset();
  }
}
