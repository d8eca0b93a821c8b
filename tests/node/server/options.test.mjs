/** Tests of the options of `createFlowHandler`; those of `createWebhookHandler` are in `webhook-requests.test.mjs`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowHandler } from '../../../dist/server.js';
import { createSession, handlerWith, KEY, SECRET, verdictRequest } from './support.mjs';

const APP = 'https://app.example';

test('rejects options that would be ignored: unknown, inherited or hidden ones', () => {
  const valid = { apiKey: KEY, authorize: () => 'anna' };
  class Options {
    apiKey = KEY;
    authorize = () => 'anna';
    get path() {
      return '/only';
    }
  }
  const ignored = [
    [new Options(), /`path` must be an own, enumerable property/],
    [Object.assign(Object.create({ maxBody: 3 }), valid), /`maxBody` must be an own, enumerable property/],
    [
      Object.defineProperty({ ...valid }, 'cors', { value: null }),
      /`cors` must be an own, enumerable property/,
    ],
    [{ ...valid, secrets: SECRET }, /^"secrets" is not an option. The options are .*secret/],
    [{ ...valid, trustproxy: true }, /^"trustproxy" is not an option/],
    [{ ...valid, onSession: () => {} }, /^"onSession" is not an option/],
  ];
  for (const [options, message] of ignored)
    assert.throws(() => createFlowHandler(options), { code: 'invalid-config', message });
  assert.equal(typeof createFlowHandler(Object.assign(Object.create({ helper() {} }), valid)), 'function');
});

test('throws `invalid-config` for invalid options; the message names option, value and requirement', () => {
  const valid = { apiKey: KEY, authorize: () => 'anna' };
  assert.equal(typeof createFlowHandler(valid), 'function');
  const invalid = [
    [{ apiKey: undefined }, /`apiKey` must be .*environment variable.* not undefined/],
    [{ apiKey: '' }, /`apiKey` must be .* not ""/],
    [{ authorize: undefined }, /`authorize` must be a function .* not undefined/],
    [{ authorize: true }, /`authorize` must be a function .* not true/],
    [{ secret: '' }, /`secret` must be a string of 32 or more .* not ""/],
    [{ secret: 'too short to be a secret' }, /`secret` must .* not a string of 24 characters/],
    [{ secret: 'x'.repeat(32) }, /`secret` must be .* random .* not a string of 32 characters/],
    [{ secret: [] }, /`secret` must be .* at least one string, not an array/],
    [{ secret: [SECRET, 'short'] }, /`secret` must .* not a string of 5 characters/],
    [{ secret: null }, /`secret` must .* not null/],
    [{ lifetime: 0 }, /`lifetime` must be a whole number from 1 to 31,536,000,000 ms \(365 days\), not 0/],
    [{ lifetime: 1.5 }, /`lifetime` .* not 1.5/],
    [{ lifetime: '60' }, /`lifetime` .* not "60"/],
    [{ lifetime: Number.MAX_SAFE_INTEGER }, /`lifetime` .* not 9007199254740991/],
    [{ lifetime: 365 * 86_400_000 + 1 }, /`lifetime`/],
    [{ maxBody: -1 }, /`maxBody` must be a whole number from 0 to 67,108,864 bytes, not -1/],
    [{ maxBody: 67_108_865 }, /`maxBody`/],
    [{ maxBody: null }, /`maxBody` .* not null/],
    [{ timeout: Number.NaN }, /`timeout` must be a whole number from 0 to 2,147,483,647 ms, not NaN/],
    [{ timeout: 2 ** 31 }, /`timeout`/],
    [{ bodyTimeout: '10s' }, /`bodyTimeout` .* not "10s"/],
    [{ retries: 1.5 }, /`retries` must be a whole number from 0 to 100, not 1.5/],
    [{ retries: -1 }, /`retries`/],
    [{ baseUrl: 5 }, /`baseUrl` must be a URL, not 5/],
    [{ baseUrl: 'kyc.biometric.kz' }, /`baseUrl` must be an http\(s\) URL/],
    [{ baseUrl: 'ftp://kyc.biometric.kz' }, /`baseUrl`/],
    [{ baseUrl: 'https://user:short to@kyc.biometric.kz' }, /`baseUrl` .* without credentials/],
    [{ baseUrl: 'https://user@kyc.biometric.kz' }, /`baseUrl` .* without credentials/],
    [{ baseUrl: 'https://:secret@kyc.biometric.kz' }, /`baseUrl` .* without credentials/],
    [{ baseUrl: 'web+https://kyc.biometric.kz' }, /`baseUrl`/],
    [{ baseUrl: 'https://kyc.biometric.kz/?x' }, /`baseUrl`/],
    [{ baseUrl: () => '' }, /`baseUrl` must be a URL, not a function/],
    [{ baseUrl: Symbol('x') }, /`baseUrl` must be a URL, not a symbol/],
    [{ metadata: 'x' }, /`metadata` must be an object or a function, not "x"/],
    [{ present: {} }, /`present` must be a function, not an object/],
    [{ onCreated: 'log' }, /`onCreated` must be a function, not "log"/],
    [{ onVerdict: [] }, /`onVerdict` must be a function, not an array/],
    [{ onError: 'log' }, /`onError`/],
    [{ onWarning: 1n }, /`onWarning` .* not 1/],
    [{ trustProxy: 1 }, /`trustProxy` must be true or false, not 1/],
    [{ cors: 'https://shop.example' }, /`cors` must be an object with `origins`/],
    [{ cors: { origins: [], credentials: 'no' } }, /`cors.credentials` must be true or false, not "no"/],
    [{ path: 'api/flow' }, /`path` must be a path that begins with a slash.* not "api\/flow"/],
    [{ path: '/api?x' }, /`path`/],
    [{ path: ['/api'] }, /`path` must be .* not an array/],
    [{ path: 'x'.repeat(60) }, /`path` must be .* not "x{60}"/],
    [{ path: 'x'.repeat(61) }, /`path` must be .* not a string of 61 characters/],
  ];
  for (const [option, expected] of invalid) {
    assert.throws(
      () => createFlowHandler({ ...valid, ...option }),
      ({ code, message }) => {
        assert.equal(code, 'invalid-config');
        assert.match(message, expected);
        return !message.includes(KEY) && !message.includes('short to');
      },
      String(expected),
    );
  }
  for (const options of [null, undefined, 5, 'text'])
    assert.throws(() => createFlowHandler(options), {
      code: 'invalid-config',
      message: /`options` must be an object/,
    });
  // The shortest secret, with the fewest different characters.
  assert.equal(typeof createFlowHandler({ ...valid, secret: 'abcdefgh'.repeat(4) }), 'function');
  // The shortest key that signs tokens.
  assert.equal(typeof createFlowHandler({ ...valid, apiKey: 'k'.repeat(32) }), 'function');
  const limits = { lifetime: 365 * 86_400_000, maxBody: 0, timeout: 0, bodyTimeout: 0, retries: 0 };
  assert.equal(typeof createFlowHandler({ ...valid, ...limits }), 'function');
});

test('throws `invalid-config` for `*` and for values that are not origins', () => {
  const invalid = ['*', 'null', '', 'shop.example', `${APP}/`, `${APP}/x`, 'https://*.example', 5];
  const schemes = [
    'ionic://',
    'ionic://localhost/',
    'ionic://u@localhost',
    'ionic://:p@localhost',
    'file:///',
    'data:x',
    'IONIC://x',
  ];
  for (const origin of [...invalid, ...schemes]) {
    assert.throws(
      () => handlerWith({ cors: { origins: [origin] } }),
      { code: 'invalid-config', message: /`cors.origins` must be a list of origins/ },
      String(origin),
    );
  }
  assert.throws(() => handlerWith({ cors: {} }), { code: 'invalid-config' });
  assert.throws(() => handlerWith({ cors: { origins: '*' } }), { code: 'invalid-config' });
});

test('throws `invalid-config` with the cause if reading an option throws', () => {
  const cause = new Error('a getter');
  const options = {
    apiKey: KEY,
    get authorize() {
      throw cause;
    },
  };
  assert.throws(() => createFlowHandler(options), { code: 'invalid-config', cause });
});

test('throws `api-key-in-browser` in a page, which has a window and a document', (t) => {
  t.after(() => {
    delete globalThis.window;
    delete globalThis.document;
  });
  const create = (apiKey = KEY) => createFlowHandler({ apiKey, authorize: () => 'anna' });
  globalThis.document = {};
  create();
  globalThis.window = {};
  for (const apiKey of [KEY, () => KEY]) assert.throws(() => create(apiKey), { code: 'api-key-in-browser' });
  // A worker of Deno 1 has a window.
  delete globalThis.document;
  create();
});

test('warns once about a base URL without TLS', async (t) => {
  t.mock.method(globalThis, 'fetch', async (_, { method }) =>
    Response.json(method === 'POST' ? { session_id: 's', technologies: [] } : { id: 's', technologies: [] }),
  );
  const handler = handlerWith({ baseUrl: 'http://kyc.example' });
  const session = await createSession(handler);
  assert.equal((await handler(verdictRequest(session))).status, 200);
  assert.equal(handler.reports.length, 1);
  assert.match(handler.reports[0], /uses http: the API key is sent unencrypted/);
});

test('passes `retries` on to the client', async (t) => {
  let requests = 0;
  t.mock.method(globalThis, 'fetch', async (_, { method }) => {
    if (method === 'POST') return Response.json({ session_id: 's', technologies: [] });
    requests += 1;
    return Response.json({}, { status: 500 });
  });
  const handler = handlerWith({ retries: 0 });
  assert.equal((await handler(verdictRequest(await createSession(handler)))).status, 502);
  assert.equal(requests, 1);
});
