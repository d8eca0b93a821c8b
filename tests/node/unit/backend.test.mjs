// How `verify` asks the page's backend: the requests, and how responses are read.
import assert from 'node:assert/strict';
import { afterEach, before, mock, test } from 'node:test';
import { importChunk, TestError } from '../sources.mjs';

const ENDPOINT = 'https://app.example/api/flow/?flow=1';
const NOW = Date.parse('2026-01-01T00:00:00Z');

let backendOf;
before(async () => {
  ({ backendOf } = await importChunk(`export * from './js/session/backend.ts'`));
});
afterEach(() => mock.restoreAll());

const { signal } = new AbortController();

/** Returns a backend at `ENDPOINT` whose requests get `respond()`, and the requests: URL and options. */
function at(respond, options = {}) {
  const requests = [];
  mock.method(globalThis, 'fetch', async (url, init) => {
    requests.push({ url, ...init, headers: Object.fromEntries(init.headers) });
    return respond();
  });
  const headers = new Headers({ 'content-type': 'application/json', 'x-tenant': '7' });
  const backend = backendOf({ endpoint: ENDPOINT, headers, body: '{"metadata":1}', ...options });
  return { backend, requests };
}

/** Returns the error of a request for the verdict that gets this response. */
async function failureOf(body, init) {
  const { backend } = at(() => new Response(body, init));
  const { error } = await backend.read({ session_id: 'a' }, signal).then(
    (value) => assert.fail(`resolved with ${JSON.stringify(value)}`),
    (error) => ({ error }),
  );
  assert.ok(error instanceof TestError, String(error));
  return error;
}

test('creates a session with a POST, and returns all that the backend responds with', async () => {
  const created = { session_id: 'a', token: 't', expires_at: null, more: 1 };
  const { backend, requests } = at(() => Response.json(created, { status: 201 }));
  assert.deepEqual(await backend.create(signal), created);
  const [request] = requests;
  assert.deepEqual(
    { ...request },
    {
      url: ENDPOINT,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tenant': '7' },
      body: '{"metadata":1}',
      signal,
      redirect: 'manual',
      cache: 'no-store',
    },
  );
});

test('asks for the verdict below the path of the endpoint, with the token and without a content type', async () => {
  const { backend, requests } = at(() => Response.json({ passed: true }), { credentials: 'include' });
  assert.deepEqual(await backend.read({ session_id: 'a/b?c', token: 't' }, signal), { passed: true });
  assert.deepEqual(
    { ...requests[0] },
    {
      url: 'https://app.example/api/flow/a%2Fb%3Fc?flow=1',
      method: 'GET',
      headers: { 'x-flow-token': 't', 'x-tenant': '7' },
      credentials: 'include',
      signal,
      redirect: 'manual',
      cache: 'no-store',
    },
  );
  await backend.read({ session_id: 'a' }, signal);
  assert.deepEqual(requests[1].headers, { 'x-tenant': '7' });
});

for (const [endpoint, url] of [
  ['https://app.example', 'https://app.example/a'],
  ['https://app.example/api', 'https://app.example/api/a'],
  ['https://app.example/api/', 'https://app.example/api/a'],
])
  test(`the verdict's URL for ${endpoint} is ${url}`, async () => {
    const { backend, requests } = at(() => Response.json({}), { endpoint });
    await backend.read({ session_id: 'a' }, signal);
    assert.equal(requests[0].url, url);
  });

test('options of `fetch` are not read from a polluted prototype', async () => {
  const { backend, requests } = at(() => Response.json({ session_id: 'a' }));
  Object.prototype.credentials = 'include';
  try {
    mock.method(globalThis, 'fetch', async (_, init) => {
      requests.push(init.credentials);
      return Response.json({ session_id: 'a' });
    });
    await backend.create(signal);
  } finally {
    delete Object.prototype.credentials;
  }
  assert.deepEqual(requests, [undefined]);
});

for (const [body, says] of [
  ['null', /must return a session as an object/],
  ['[{ "session_id": "a" }]', /must return a session as an object/],
  ['"a"', /must return a session as an object/],
  ['{}', /no `session_id`/],
  ['{ "session_id": "" }', /no `session_id`/],
  ['{ "session_id": ".." }', /no `session_id`/],
  ['{ "session_id": 5 }', /no `session_id`/],
  ['{ "session_id": "a", "token": 5 }', /cannot be sent as a header/],
  ['{ "session_id": "a", "token": "кукиш" }', /cannot be sent as a header/],
  ['{ "session_id": "a", "token": "a\\nb" }', /cannot be sent as a header/],
  ['<!doctype html>', /non-JSON body for POST https:\/\/app/],
])
  test(`a session such as ${body} is an \`invalid-response\``, async () => {
    const { backend } = at(() => new Response(body));
    await assert.rejects(backend.create(signal), (error) => {
      assert.deepEqual([error.code, error.retryable], ['invalid-response', false]);
      // The reason why it cannot be sent.
      assert.equal(error.cause instanceof TypeError, body.includes('token'));
      assert.match(error.message, says);
      return true;
    });
  });

test('a token of `null`, or none, is valid', async () => {
  for (const more of [{}, { token: null }, { token: '' }]) {
    const { backend } = at(() => Response.json({ session_id: 'a', ...more }));
    const expected = { session_id: 'a', token: undefined, expires_at: undefined, ...more };
    assert.deepEqual(await backend.create(signal), expected);
  }
});

test('a verdict that is not an object or not JSON is an `invalid-response` with the body', async () => {
  for (const body of ['null', '5', '[]']) {
    const error = await failureOf(body);
    assert.deepEqual(
      [error.code, error.message],
      ['invalid-response', 'The backend must return a verdict as an object.'],
    );
  }
  const page = await failureOf('x'.repeat(2_000), { status: 203 });
  assert.deepEqual(
    [page.code, page.status, page.body, page.retryable],
    ['invalid-response', 203, 'x'.repeat(1_000), false],
  );
  assert.match(page.message, /non-JSON body for GET https:\/\/app\.example\/api\/flow\/a\?flow=1/);
});

test('a redirect is an `invalid-response`', async () => {
  const { backend } = at(() => ({ type: 'opaqueredirect', status: 0, text: async () => '' }));
  await assert.rejects(backend.create(signal), {
    code: 'invalid-response',
    message: /redirected POST https.*final URL/,
  });
});

test('a request that fails, or a body that breaks off, is a `network` error that is retryable', async () => {
  const broken = new TypeError('broken');
  for (const respond of [
    () => Promise.reject(broken),
    () => ({ status: 200, ok: true, text: () => Promise.reject(broken) }),
  ]) {
    const { backend } = at(respond);
    await assert.rejects(backend.create(signal), (error) => {
      assert.deepEqual([error.code, error.retryable, error.cause], ['network', true, broken]);
      assert.match(error.message, /Could not reach the backend \(POST https:\/\/app\.example/);
      return true;
    });
  }
});

for (const [status, retryable] of [
  [400, false],
  [401, false],
  [404, false],
  [408, false],
  [428, false],
  [429, true],
  [430, false],
  [499, false],
  [500, true],
  [503, true],
  [599, true],
])
  test(`a response with ${status} is ${retryable ? '' : 'not '}retryable, unless its body says otherwise`, async () => {
    const error = await failureOf('no', { status });
    assert.deepEqual(
      [error.code, error.status, error.retryable, error.body],
      ['http', status, retryable, 'no'],
    );
    assert.equal(
      error.message,
      `The backend returned status ${status} for GET https://app.example/api/flow/a?flow=1.`,
    );
    const said = await failureOf(JSON.stringify({ error: { message: 'Why.', retryable: !retryable } }), {
      status,
    });
    assert.deepEqual(
      [said.retryable, said.body],
      [!retryable, { error: { message: 'Why.', retryable: !retryable } }],
    );
    assert.equal(said.message, `Why. (GET https://app.example/api/flow/a?flow=1, status ${status})`);
  });

test('the error of a response with any body has its status', async () => {
  for (const body of [
    '',
    'null',
    '5',
    '{}',
    '{ "error": null }',
    '{ "error": { "message": 5, "retryable": "yes" } }',
  ]) {
    const error = await failureOf(body, { status: 503 });
    assert.deepEqual([error.code, error.retryable], ['http', true], body);
    assert.match(error.message, /^The backend returned status 503/, body);
  }
  const long = await failureOf('x'.repeat(2_000), { status: 500 });
  assert.equal(long.body, 'x'.repeat(1_000));
});

for (const [header, ms] of [
  ['1', 1_000],
  ['120', 120_000],
  ['3600', 3_600_000],
  // The most that a backend can ask for.
  ['3601', 3_600_000],
  ['999999999999', 3_600_000],
  [new Date(NOW + 90_000).toUTCString(), 90_000],
  [new Date(NOW + 90_000_000).toUTCString(), 3_600_000],
  // Dates that begin or end with a digit.
  ['01 Jan 2026 00:01:30 GMT', 90_000],
  ['Thu, 01 Jan 2026 00:01:30 +0000', 90_000],
  ['0', undefined],
  [new Date(NOW - 90_000).toUTCString(), undefined],
  ['soon', undefined],
  ['1.5 s', undefined],
  ['-5', undefined],
])
  test(`\`Retry-After: ${header}\` is a delay of ${ms} ms`, async () => {
    mock.timers.enable({ apis: ['Date'], now: NOW });
    try {
      const error = await failureOf('{}', { status: 503, headers: { 'retry-after': header } });
      assert.equal(error.retryAfter, ms);
      assert.equal('retryAfter' in error, ms !== undefined);
    } finally {
      mock.timers.reset();
    }
  });

test('without `Retry-After`, an error has no delay', async () => {
  assert.equal('retryAfter' in (await failureOf('{}', { status: 503 })), false);
});

/** Returns a backend of functions. */
const functions = (backend) => backendOf({ backend, metadata: { name: 1 }, idempotencyKey: 'key' });

test("calls the page's functions with the metadata, the session and the signal", async () => {
  const calls = [];
  const record =
    (result) =>
    (...args) => {
      calls.push(args);
      return result;
    };
  const session = { session_id: 'a' };
  const backend = functions({ createSession: record(session), getVerdict: record({ passed: true }) });
  assert.deepEqual(await backend.create(signal), { ...session, token: undefined, expires_at: undefined });
  assert.deepEqual(await backend.read(session, signal), { passed: true });
  assert.deepEqual(calls, [
    [{ metadata: { name: 1 }, signal, idempotencyKey: 'key' }],
    [session, { signal }],
  ]);
});

test('`createSession` may return an instance of a class', async () => {
  class Session {
    extra = 1;
    get session_id() {
      return 's-1';
    }
    get token() {
      return 'token-1';
    }
  }
  const session = await functions({ createSession: () => new Session() }).create(signal);
  assert.deepEqual(session, { extra: 1, session_id: 's-1', token: 'token-1', expires_at: undefined });
});

test("what the page's functions return is checked like a response", async () => {
  const backend = functions({ createSession: () => ({}), getVerdict: () => null });
  await assert.rejects(backend.create(signal), { code: 'invalid-response' });
  await assert.rejects(backend.read({}, signal), { code: 'invalid-response' });
});

test('what `createSession` throws is passed on', async () => {
  const backend = functions({
    createSession() {
      throw 'own';
    },
  });
  await assert.rejects(backend.create(signal), (thrown) => thrown === 'own');
});

for (const [name, thrown, retryable] of [
  ['an error', new Error('no'), true],
  ['an error that is not retryable', Object.assign(new Error('no'), { retryable: false }), false],
  ['an error with `retryable: 0`', { retryable: 0 }, true],
  ['nothing', undefined, true],
  ['null', null, true],
  [
    'a Proxy that throws',
    new Proxy(
      {},
      {
        get(target, name) {
          if (name === 'retryable') throw new Error('get');
          return target[name];
        },
      },
    ),
    true,
  ],
])
  test(`${name} from \`getVerdict\` is a \`network\` error, retryable: ${retryable}`, async () => {
    const backend = functions({ getVerdict: () => Promise.reject(thrown) });
    await assert.rejects(backend.read({}, signal), (error) => {
      assert.deepEqual([error.code, error.retryable, error.cause], ['network', retryable, thrown]);
      assert.match(error.message, /`backend\.getVerdict` failed/);
      return true;
    });
  });

test('a FlowWidgetError from `getVerdict` is passed on, and so is the reason of an aborted signal', async () => {
  const own = new TestError('http', 'own');
  const backend = functions({ getVerdict: () => Promise.reject(own) });
  await assert.rejects(backend.read({}, signal), (error) => error === own);
  await assert.rejects(backend.read({}, AbortSignal.abort('enough')), (error) => error === 'enough');
});
