// The options that only `verify` has: defaults, valid values, and what is said about others.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importChunk, TestError } from '../sources.mjs';

const BASE = 'https://app.example/page/';

let readOptions;
before(async () => {
  ({ readOptions } = await importChunk(`export * from './js/session/verify-options.ts'`));
});

const read = (config) => readOptions({ endpoint: '/api', ...config }, BASE);
const functions = { createSession() {}, getVerdict() {} };

/** Expects `invalid-config` with this message. */
function refuses(config, message) {
  assert.throws(
    () => readOptions(config, BASE),
    (error) => {
      assert.ok(error instanceof TestError, String(error));
      assert.equal(error.code, 'invalid-config');
      assert[typeof message === 'string' ? 'equal' : 'match'](error.message, message);
      return true;
    },
  );
}

test('defaults', () => {
  for (const nothing of [undefined, null]) {
    const given = {
      credentials: nothing,
      watch: nothing,
      resume: nothing,
      onState: nothing,
      headers: nothing,
      mode: nothing,
      fallback: nothing,
      hostedUrl: nothing,
    };
    const { headers, idempotencyKey, ...options } = read({
      ...given,
      backend: nothing,
      timeouts: nothing && {},
    });
    assert.deepEqual(Object.fromEntries(headers), { 'content-type': 'application/json' });
    assert.deepEqual(options, {
      endpoint: 'https://app.example/api',
      backend: undefined,
      credentials: undefined,
      body: JSON.stringify({ idempotency_key: idempotencyKey }),
      metadata: undefined,
      modes: ['widget'],
      hostedUrl: 'https://remote.biometric.kz/flow/',
      watch: true,
      resume: false,
      timeout: 60_000,
      onState: nothing,
    });
  }
});

test('given values', () => {
  const onState = () => {};
  const metadata = { name: 1 };
  const timeouts = { result: 5 };
  const given = { credentials: 'include', metadata, watch: false, resume: true, onState };
  const { headers, endpoint, backend, idempotencyKey, ...options } = read({
    ...given,
    mode: 'frame',
    fallback: 'window',
    hostedUrl: '/flow?a=1#b',
    timeouts,
    headers: { 'X-Tenant': '7' },
  });
  assert.deepEqual(options, {
    ...given,
    modes: ['frame', 'window'],
    hostedUrl: 'https://app.example/flow?a=1',
    body: JSON.stringify({ metadata: { name: 1 }, idempotency_key: idempotencyKey }),
    timeout: 5,
  });
  assert.equal(headers.get('x-tenant'), '7');
});

test('the content type is always JSON, and the given headers are not changed', () => {
  const given = new Headers({ 'content-type': 'text/plain' });
  assert.equal(read({ headers: given }).headers.get('content-type'), 'application/json');
  assert.equal(given.get('content-type'), 'text/plain');
  assert.equal(read({ headers: [['a', 'b']] }).headers.get('a'), 'b');
});

test('without a page, the environment is not supported', () => {
  assert.throws(() => readOptions({}, undefined), { code: 'unsupported-environment' });
});

test('the endpoint is resolved', () => {
  for (const [endpoint, url] of [
    ['/api/flow', 'https://app.example/api/flow'],
    ['api/flow/', 'https://app.example/page/api/flow/'],
    ['https://other.example/?a=1#b', 'https://other.example/?a=1'],
    ['http://localhost:1', 'http://localhost:1/'],
  ])
    assert.equal(read({ endpoint }).endpoint, url);
});

test('the modes are `mode` and `fallback`, each once', () => {
  for (const mode of ['widget', 'frame', 'window', 'redirect'])
    assert.deepEqual(read({ mode }).modes, [mode]);
  assert.deepEqual(read({ fallback: 'frame' }).modes, ['widget', 'frame']);
  assert.deepEqual(read({ mode: 'frame', fallback: 'frame' }).modes, ['frame']);
  assert.deepEqual(read({ mode: 'frame', fallback: 'redirect' }).modes, ['frame', 'redirect']);
});

test('`redirect` implies `resume`', () => {
  assert.equal(read({ mode: 'redirect' }).resume, true);
  assert.equal(read({ fallback: 'redirect', resume: false }).resume, true);
  assert.equal(read({ mode: 'window' }).resume, false);
});

test('an unknown mode is refused', () => {
  for (const mode of ['popup', '', 7, {}, ['frame']])
    refuses(
      { endpoint: '/api', mode },
      `\`mode\` must be one of "widget", "frame", "window", "redirect"; got ${typeof mode === 'object' ? 'object' : mode}.`,
    );
  for (const fallback of ['widget', 'popup', true])
    refuses(
      { endpoint: '/api', fallback },
      `\`fallback\` must be one of "frame", "window", "redirect"; got ${fallback === true ? 'boolean' : fallback}.`,
    );
});

test('a hosted URL that is not an http(s) URL is refused', () => {
  for (const [hostedUrl, got] of [
    ['', ''],
    [7, '7'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['data:text/html,x', 'data:text/html,x'],
    ['https://user:secret@app.example', 'a URL with credentials'],
  ])
    refuses(
      { endpoint: '/api', hostedUrl },
      `\`hostedUrl\` must be the URL of the hosted page, such as "https://remote.biometric.kz/flow/"; got ${got}.`,
    );
});

test('an endpoint that is no http(s) URL is refused', () => {
  for (const [endpoint, got] of [
    [undefined, 'undefined'],
    [null, 'null'],
    ['', ''],
    [' ', ' '],
    [5, '5'],
    [new URL(BASE), 'object'],
    ['ftp://app.example', 'ftp://app.example'],
    ['javascript:https:', 'javascript:https:'],
    ['web+https://app.example', 'web+https://app.example'],
    ['http://[', 'http://['],
    ['https://user@app.example', 'a URL with credentials'],
    ['https://:secret@app.example', 'a URL with credentials'],
    ['https://user:secret@[', 'a URL with credentials'],
  ])
    refuses(
      { endpoint },
      `\`endpoint\` must be the URL of your backend's handler, such as "/api/flow"; got ${got}.`,
    );
});

test('a backend replaces the endpoint', () => {
  const { endpoint, backend } = readOptions({ backend: functions }, BASE);
  assert.deepEqual([endpoint, backend], [undefined, functions]);
  refuses(
    { backend: functions, endpoint: '/api' },
    '`endpoint` must be absent if there is a `backend`; got /api.',
  );
  refuses(
    { backend: functions, resume: true },
    '`resume` must be used with `endpoint`; got true with `backend`.',
  );
  assert.equal(readOptions({ backend: functions, resume: false }, BASE).resume, false);
  for (const modes of [{ mode: 'redirect' }, { fallback: 'redirect' }])
    refuses(
      { backend: functions, ...modes },
      '`endpoint` must be set if `mode` or `fallback` is "redirect"; got undefined.',
    );
});

test('a backend without both functions is refused', () => {
  const { createSession, getVerdict } = functions;
  for (const backend of [
    {},
    { createSession },
    { getVerdict },
    { createSession, getVerdict: 5 },
    5,
    false,
    '',
  ])
    refuses(
      { backend },
      /^`backend` must be an object with the functions `createSession` and `getVerdict`; got /,
    );
  const throwing = {
    get createSession() {
      throw new RangeError('no');
    },
  };
  refuses({ backend: throwing }, 'Reading `backend` threw an error; see `cause`.');
});

test('options of other types are refused', () => {
  for (const [field, expected, values] of [
    ['onState', 'a function', [5, {}, 'x', true]],
    ['watch', 'true or false', [0, 'true', {}]],
    ['resume', 'true or false', [1, '', []]],
    ['credentials', '"omit", "same-origin" or "include"', ['', 'includes', 'no-omit', true, {}, 5]],
  ])
    for (const value of values) {
      const got = typeof value === 'object' || typeof value === 'boolean' ? typeof value : String(value);
      refuses({ endpoint: '/api', [field]: value }, `\`${field}\` must be ${expected}; got ${got}.`);
    }
  for (const credentials of ['omit', 'same-origin', 'include'])
    assert.equal(read({ credentials }).credentials, credentials);
  assert.equal(read({ watch: true }).watch, true);
});

test('the time limit for the verdict is from 0 to 2147483647 ms', () => {
  for (const result of [0, 0.5, 2_147_483_647]) assert.equal(read({ timeouts: { result } }).timeout, result);
  for (const result of [-1, 2_147_483_648, Number.NaN, Number.POSITIVE_INFINITY, '5', {}, true])
    refuses(
      { endpoint: '/api', timeouts: { result } },
      /^`timeouts\.result` must be milliseconds, from 0 \(no limit\) to 2147483647; got /,
    );
  const timeouts = {
    get result() {
      throw new RangeError('no');
    },
  };
  refuses({ endpoint: '/api', timeouts }, 'Reading `timeouts` threw an error; see `cause`.');
});

test('headers that `fetch` does not accept are refused', () => {
  for (const headers of ['ab', 5, true])
    refuses(
      { endpoint: '/api', headers },
      `\`headers\` must be header names with their values, such as \`{ 'x-tenant': '7' }\`; got ${typeof headers === 'boolean' ? 'boolean' : headers}.`,
    );
  for (const headers of [{ 'a b': '1' }, { a: 'ф' }, [['a']]])
    refuses(
      { endpoint: '/api', headers },
      "`headers` must be header names with their values, such as `{ 'x-tenant': '7' }`; see `cause`.",
    );
});

test('metadata must be serialisable', () => {
  refuses({ endpoint: '/api', metadata: 1n }, '`metadata` must be serialisable as JSON; see `cause`.');
  assert.match(read({ metadata: null }).body, /^\{"metadata":null,/);
});

test('each call has another idempotency key, of up to 100 characters', () => {
  const keys = Array.from({ length: 100 }, () => read({ endpoint: '/api' }).idempotencyKey);
  assert.equal(new Set(keys).size, 100);
  for (const key of keys) assert.match(key, /^\d{1,10}(-\d{1,10}){3}$/);
});

test('the cause of a refusal is what was thrown', () => {
  assert.throws(
    () => read({ metadata: 1n }),
    (error) => error.cause instanceof TypeError,
  );
});
