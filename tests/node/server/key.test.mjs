/** Tests of `apiKey` as a function. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowHandler } from '../../../dist/server.js';
import {
  createRequest,
  createSession,
  errorOf,
  handlerWith,
  KEY,
  mockSessions,
  SECRET,
  verdictRequest,
} from './support.mjs';

test('a function for `apiKey` is called at the first request, and once', async (t) => {
  const { url, requests } = await mockSessions(t);
  let calls = 0;
  const handler = handlerWith({
    baseUrl: url,
    apiKey: async () => {
      calls += 1;
      return KEY;
    },
  });
  assert.equal(calls, 0);
  // A request that is rejected needs no key.
  assert.equal(await errorOf(await handler(createRequest({ user: '' }))), '401 unauthorized');
  assert.equal(calls, 0);
  const sessions = await Promise.all(Array.from({ length: 5 }, () => createSession(handler)));
  assert.equal((await handler(verdictRequest(sessions[0]))).status, 200);
  assert.equal(calls, 1);
  assert.equal(JSON.parse(requests[0].body).api_key, KEY);
  // Its tokens are those of a handler with the same key as a string.
  assert.equal((await handlerWith({ baseUrl: url })(verdictRequest(sessions[0]))).status, 200);
  // Responses are redacted.
  const echo = handlerWith({ baseUrl: url, apiKey: () => KEY, present: () => ({ key: KEY }) });
  assert.match(await (await echo(verdictRequest(sessions[1]))).text(), /"key":"\[API key\]"/);
});

test('responds 500 and reports an error that names `apiKey` if there is no key, then tries again', async (t) => {
  const { url, requests } = await mockSessions(t);
  const failure = new Error('the vault is sealed');
  const failures = {
    empty: [
      () => '',
      '500 internal',
      /The function `apiKey` must return the flow's API key .*environment variable.*, not ""/,
    ],
    missing: [() => undefined, '500 internal', /apiKey.* not undefined/],
    async: [async () => null, '500 internal', /apiKey.* not null/],
    'not a string': [() => 5, '500 internal', /`apiKey` must return .* not 5/],
    short: [
      () => 'a-short-key',
      '500 internal',
      /`apiKey` must be .* 32 or more .* not a string of 11 characters/,
    ],
    throws: [
      () => {
        throw failure;
      },
      '500 internal retryable',
      /apiKey/,
    ],
    rejects: [() => Promise.reject(failure), '500 internal retryable', /apiKey/],
  };
  for (const [name, [fails, outcome, message]] of Object.entries(failures)) {
    let get = fails;
    const handler = handlerWith({ baseUrl: url, apiKey: () => get() });
    for (let attempt = 1; attempt <= 2; attempt++) {
      assert.equal(await errorOf(await handler(createRequest())), outcome, name);
      assert.equal(handler.reports.length, attempt, name);
      assert.equal(handler.reports.at(-1).code, 'invalid-config', name);
      assert.match(handler.reports.at(-1).message, message, name);
      if (name === 'throws' || name === 'rejects') assert.equal(handler.reports[0].cause, failure);
    }
    assert.equal(requests.length, 0);
    get = () => KEY;
    assert.equal((await handler(createRequest())).status, 201, name);
    requests.length = 0;
  }
});

test('a key that never arrives gives a retryable 500 after `timeout`', async (t) => {
  const { url } = await mockSessions(t);
  let get = () => new Promise(() => {});
  const handler = handlerWith({ baseUrl: url, apiKey: () => get(), timeout: 100 });
  assert.equal(await errorOf(await handler(createRequest())), '500 internal retryable');
  assert.match(handler.reports[0].message, /`apiKey` did not settle within 0.1 s/);
  get = () => KEY;
  assert.equal((await handlerWith({ baseUrl: url, apiKey: () => get() })(createRequest())).status, 201);
});

test('a key that arrives late does not replace a newer one', async (t) => {
  const { url, requests } = await mockSessions(t);
  let arrive;
  const late = new Promise((resolve) => {
    arrive = resolve;
  });
  const keys = [late, KEY];
  const handler = handlerWith({
    baseUrl: url,
    apiKey: () => keys.shift(),
    timeout: 1_500,
    onError: () => {},
  });
  assert.equal((await handler(createRequest())).status, 500);
  await createSession(handler);
  arrive('another-key-of-the-same-length-that-is-too-late-now');
  await new Promise((resolve) => setImmediate(resolve));
  await createSession(handler);
  assert.deepEqual(
    requests.map(({ body }) => JSON.parse(body).api_key),
    [KEY, KEY],
  );
});

test('a string is checked when the handler is made', () => {
  const authorize = () => 'anna';
  for (const apiKey of [
    undefined,
    null,
    '',
    5,
    'a-short-key',
    `${KEY}\n`,
    ` ${KEY}`,
    `${KEY}\0`,
    `${KEY}\ud800`,
  ]) {
    assert.throws(() => createFlowHandler({ apiKey, authorize }), {
      code: 'invalid-config',
      message: /`apiKey`/,
    });
  }
  assert.throws(() => createFlowHandler({ apiKey: `${KEY}\n`, authorize }), {
    message: /`apiKey` must be .*without white space.*, not a string of 49 characters/,
  });
  // A short key does not sign tokens if there is a secret.
  assert.ok(createFlowHandler({ apiKey: 'a-short-key', authorize, secret: SECRET }));
});
