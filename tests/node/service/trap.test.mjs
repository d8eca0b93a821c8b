import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFlowClient, FlowWidgetError } from '../../../dist/client.js';
import { failure, finished, json, KEY, pending, serve } from './support.mjs';

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', (error) => unhandled.push(error));
after(() => assert.deepEqual(unhandled, [], 'no unhandled rejection or uncaught exception'));

/** Runs `work` while calls trap, because an imported function throws that Rust assumes never throws. */
async function withTrap(work) {
  const { random } = Math;
  Math.random = () => {
    throw new RangeError('on purpose');
  };
  try {
    return await work();
  } finally {
    Math.random = random;
  }
}

test('a call that traps rejects with `internal`, and the next call works', async (t) => {
  const server = await serve(t, (_, response, count) => json(response, count === 1 ? 500 : 200, finished));
  const client = createFlowClient({ apiKey: KEY, baseUrl: server.url, timeout: 2_000 });
  const error = await withTrap(() => failure(client.getResult('x')));
  assert.ok(error instanceof FlowWidgetError);
  assert.deepEqual([error.code, error.cause.message], ['internal', 'on purpose']);
  for (let count = 0; count < 3; count++) assert.deepEqual(await client.getResult('x'), finished);
});

test('other calls continue after a trap, and late responses are ignored', async (t) => {
  const held = [];
  const hold = (_, response) => held.push(() => json(response, 200, finished));
  const [slow, late] = [await serve(t, hold), await serve(t, hold)];
  const failing = await serve(t, (_, response) => json(response, 500, {}));
  const concurrent = createFlowClient({ apiKey: KEY, baseUrl: slow.url }).getResult('x');
  const timedOut = failure(
    createFlowClient({ apiKey: KEY, baseUrl: late.url, timeout: 100, retries: 0 }).getResult('x'),
  );
  while (held.length < 2) await sleep(5);
  const error = await withTrap(() =>
    failure(createFlowClient({ apiKey: KEY, baseUrl: failing.url, timeout: 2_000 }).getResult('x')),
  );
  assert.equal(error.code, 'internal');
  assert.equal((await timedOut).code, 'network');
  // The response to the call that has timed out, then the other one.
  for (const respond of held.reverse()) respond();
  assert.deepEqual(await concurrent, finished);
});

test('a thousand traps do not exhaust the stack', async (t) => {
  const failing = await serve(t, (_, response) => json(response, 200, pending));
  const client = createFlowClient({ apiKey: KEY, baseUrl: failing.url, timeout: 2_000 });
  await withTrap(async () => {
    for (let count = 0; count < 1_000; count++) {
      assert.equal(
        (await failure(client.waitForResult('x', { interval: 1, timeout: 2_000 }))).code,
        'internal',
      );
    }
  });
  assert.deepEqual(await client.getResult('x'), pending);
});
