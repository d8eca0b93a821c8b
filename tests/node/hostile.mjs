// Shared by the fuzz tests: the options of a run, and a check for unhandled rejections and uncaught exceptions.
import assert from 'node:assert/strict';
import { after } from 'node:test';

/**
 * Returns options for `check`: `HOSTILE_SEED` and `HOSTILE_PATH` reproduce a failure, `HOSTILE_CALLS` sets the number
 * of calls.
 */
export const hostileOptions = ({ seed, lanes }, { env } = process) => ({
  seed: Number(env.HOSTILE_SEED ?? seed),
  path: env.HOSTILE_PATH,
  runs: Number(env.HOSTILE_CALLS ?? 2_000),
  lanes,
});

/** Fails the test file if it leaves a rejection unhandled or an exception uncaught. */
export function failOnUnhandled() {
  const unhandled = [];
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  process.on('uncaughtException', (error) => unhandled.push(error));
  after(() => assert.deepEqual(unhandled, [], 'no unhandled rejection or uncaught exception'));
}
