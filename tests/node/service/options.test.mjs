/** Options that JSON does not carry: the client's core would use the default instead. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowClient } from '../../../dist/client.js';
import { failure, finished, json, KEY, serve } from './support.mjs';

/** Values that `JSON.stringify` leaves out, changes or rejects, with their descriptions in the message. */
const NOT_CARRIED = [
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [() => 5, 'a function'],
  [Symbol('x'), 'a symbol'],
  [5n, '5'],
  [new Number(5), 'an object'],
  [{ toJSON: () => 5 }, 'an object'],
  [Object.assign(() => {}, { toJSON: () => 5 }), 'a function'],
];

/** Fails each request of `fetch`, and counts them. */
function refuseFetch(t) {
  t.mock.method(globalThis, 'fetch', async () => Promise.reject(new TypeError('not expected')));
}

test('rejects an option that JSON does not carry, by name and value, and sends nothing', async (t) => {
  refuseFetch(t);
  for (const [value, given] of NOT_CARRIED) {
    for (const name of ['timeout', 'retries']) {
      assert.throws(() => createFlowClient({ apiKey: KEY, [name]: value }), {
        code: 'invalid-config',
        message: `\`${name}\` must be an integer from 0 to 4294967295, not ${given}.`,
      });
    }
    assert.throws(() => createFlowClient({ apiKey: KEY, baseUrl: value }), {
      code: 'invalid-config',
      message: `\`baseUrl\` must be a string, not ${given}.`,
    });
    const client = createFlowClient({ apiKey: KEY });
    for (const name of ['timeout', 'interval']) {
      const { code, message } = await failure(client.waitForResult('x', { [name]: value }));
      const expected = `\`${name}\` must be an integer from 0 to 4294967295, not ${given}.`;
      assert.deepEqual([code, message], ['invalid-config', expected]);
    }
  }
  assert.throws(() => createFlowClient({ apiKey: KEY, retries: Number.POSITIVE_INFINITY }), {
    message: /`retries` must be an integer from 0 to 4294967295, not Infinity\./,
  });
  // A key must not go to the default address instead of the one that the caller meant.
  assert.throws(() => createFlowClient({ apiKey: KEY, baseUrl: new URL('http://127.0.0.1') }), {
    message: '`baseUrl` must be a string, not an object.',
  });
  assert.equal(globalThis.fetch.mock.callCount(), 0);
});

test('rejects metadata that JSON leaves out, instead of creating a session without it', async (t) => {
  refuseFetch(t);
  const client = createFlowClient({ apiKey: KEY });
  for (const [value, given] of NOT_CARRIED.filter(([value]) => typeof value !== 'object')) {
    const { code, message } = await failure(client.createSession({ metadata: value }));
    assert.deepEqual([code, message], ['invalid-metadata', `\`metadata\` must be an object, not ${given}.`]);
  }
  assert.equal(globalThis.fetch.mock.callCount(), 0);
});

test('null and undefined select the default, and an infinite timeout is no limit', async (t) => {
  const { url } = await serve(t, (_, response) => json(response, 200, finished));
  for (const value of [undefined, null]) {
    const client = createFlowClient({ apiKey: KEY, baseUrl: url, timeout: value, retries: value });
    assert.deepEqual(await client.waitForResult('x', { interval: value, timeout: value }), finished);
  }
  const timeout = Number.POSITIVE_INFINITY;
  const client = createFlowClient({ apiKey: KEY, baseUrl: url, timeout });
  assert.deepEqual(await client.waitForResult('x', { timeout }), finished);
});
