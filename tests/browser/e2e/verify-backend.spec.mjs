// The requests of `verify` to the backend, and functions that replace them.
import { createServer } from 'node:http';
import { expect, test } from './fixtures.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  fakeWidget,
  leavesNothing,
  outcome,
  PASSED,
  reach,
  states,
} from './verify-kit.mjs';

test.beforeEach(async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
});

for (const [name, headers] of [
  ['an object', "{ 'x-tenant': '7', 'Content-Type': 'text/plain' }"],
  ['pairs', "[['X-Tenant', '7'], ['content-type', 'application/json']]"],
  ['`Headers`', "new Headers({ 'x-tenant': '7', 'content-type': 'application/json; charset=utf-8' })"],
]) {
  test(`sends headers given as ${name}, and one content type`, async ({ page }) => {
    const backend = await FakeBackend.at(page);
    backend.onGet = { json: PASSED };
    await begin(page, { metadata: { a: 1 } }, `{ headers: ${headers} }`);
    await reach(page, 'active');
    await page.evaluate('window.finish()');
    expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
    const [post, get] = backend.requests;
    expect(post).toMatchObject({
      method: 'POST',
      headers: { 'x-tenant': '7', 'content-type': 'application/json' },
      body: expect.stringMatching(/^\{"metadata":\{"a":1\},"idempotency_key":"\d+(-\d+){3}"\}$/),
    });
    expect(get).toMatchObject({
      method: 'GET',
      pathname: '/api/mine/s-1',
      headers: { 'x-tenant': '7', 'x-flow-token': 'token-1' },
    });
    expect(get.headers).not.toHaveProperty('content-type');
  });
}

for (const token of ['токен', 'a\nb', { a: 1 }, 7]) {
  test(`rejects with \`invalid-response\` at once if the token is ${JSON.stringify(token)}`, async ({
    page,
  }) => {
    const backend = await FakeBackend.at(page);
    backend.onPost = { status: 201, json: { session_id: 's-1', token } };
    await begin(page);
    const { code, message } = await outcome(page);
    expect([code, message]).toEqual(['invalid-response', expect.stringContaining('`token`')]);
    expect(await states(page)).not.toContain('active');
    expect(backend.count('GET')).toBe(0);
    await leavesNothing(page);
  });
}

/** Starts an HTTP server on loopback that answers every origin, and records the requests. */
async function start(answer) {
  const requests = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'content-type, x-flow-token');
    if (method === 'OPTIONS') return response.writeHead(204).end();
    requests.push({ method, url, token: headers['x-flow-token'] });
    const [status, more, body] = answer(method, url);
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close };
}

for (const method of ['POST', 'GET']) {
  for (const target of ['the same origin', 'another origin']) {
    test(`rejects with \`invalid-response\` if ${method} is redirected to ${target}, and does not follow`, async ({
      page,
    }) => {
      const other = await start(() => [200, {}, { ...PASSED, token: 'other' }]);
      const backend = await start((requested, url) => {
        const to = target === 'another origin' ? other.url : '/final';
        if (requested === method && url.startsWith('/mine')) return [307, { location: to }, {}];
        return requested === 'POST' ? [201, {}, { session_id: 's-1', token: 'secret' }] : [200, {}, PASSED];
      });
      try {
        await begin(page, { endpoint: `${backend.url}/mine` });
        if (method === 'GET') {
          await reach(page, 'active');
          await page.evaluate('window.finish()');
        }
        const { code, message } = await outcome(page);
        const at = method === 'GET' ? '/mine/s-1' : '/mine';
        expect([code, message]).toEqual([
          'invalid-response',
          expect.stringContaining(`redirected ${method} ${backend.url}${at}`),
        ]);
        expect(other.requests).toEqual([]);
        expect(backend.requests.filter(({ url }) => url === '/final')).toEqual([]);
        await leavesNothing(page);
      } finally {
        other.close();
        backend.close();
      }
    });
  }
}

const error = (fields) => ({ error: { code: 'x', message: 'No.', ...fields } });

for (const [status, json, retryable] of [
  [500, error({ retryable: false }), false],
  [400, error({ retryable: true }), true],
  [400, error({}), false],
  [429, error({}), true],
  [503, {}, true],
  [403, 'text', false],
]) {
  test(`status ${status} with the body ${JSON.stringify(json)} is ${retryable ? '' : 'not '}retryable`, async ({
    page,
    server,
  }) => {
    const backend = await FakeBackend.at(page);
    backend.onPost = { status, json };
    await begin(page);
    const seen = await outcome(page);
    expect(seen).toMatchObject({ code: 'http', status, retryable });
    expect(seen.message).toContain(`POST ${server.url}/api/mine`);
    expect(backend.count('POST')).toBe(1);
    await leavesNothing(page);
  });
}

test('a pending verdict is requested again after an error whose body says that it is retryable', async ({
  page,
}) => {
  const backend = await FakeBackend.at(page);
  const answers = [{ status: 404, json: error({ retryable: true }) }, { json: PASSED }];
  backend.onGet = (route) => route.fulfill(answers.shift());
  await begin(page, { watch: false });
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('GET')).toBe(2);
});

test('the message of a failed GET names it, and an error body that says so ends the verification', async ({
  page,
  server,
}) => {
  const backend = await FakeBackend.at(page);
  backend.onGet = { status: 502, json: error({ retryable: false }) };
  await begin(page);
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({
    code: 'http',
    status: 502,
    message: `No. (GET ${server.url}/api/mine/s-1, status 502)`,
  });
  expect(backend.count('GET')).toBe(1);
});

test('reads Retry-After in seconds and as a date', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  for (const [value, least, most] of [
    ['120', 120_000, 120_000],
    [date, 3_000_000, 3_600_000],
  ]) {
    backend.onPost = { status: 503, headers: { 'retry-after': value }, json: {} };
    await begin(page);
    const { retryAfter } = await outcome(page);
    expect(retryAfter).toBeGreaterThanOrEqual(least);
    expect(retryAfter).toBeLessThanOrEqual(most);
  }
  backend.onPost = { status: 503, headers: { 'retry-after': 'soon' }, json: {} };
  await begin(page);
  expect((await outcome(page)).retryAfter).toBeUndefined();
});

/** Functions for `backend`, as source code; `calls` records what they were called with. */
const OWN = (create, verdict) => `(() => {
  const calls = (window.calls = []);
  return { metadata: { a: 1 }, backend: {
    async createSession(context) { calls.push(['create', context]); ${create} },
    async getVerdict(session, context) { calls.push(['verdict', session, context]); ${verdict} },
  } };
})()`;
const CREATE = "return { session_id: 's-2', mine: 5 };";

test('uses the functions in `backend` instead of requests', async ({ page }) => {
  const requests = await FakeBackend.at(page);
  const reply = "return { status: 'FINISHED', passed: true, cancelled: false, score: 3 };";
  await begin(page, {}, OWN(CREATE, reply));
  await reach(page, 'active');
  await page.evaluate("window.finish({ session_id: 's-2' })");
  expect(await outcome(page)).toEqual({
    verdict: {
      sessionId: 's-2',
      status: 'FINISHED',
      passed: true,
      cancelled: false,
      failureReasons: [],
      score: 3,
      detail: { session_id: 's-2' },
    },
  });
  expect(
    await page.evaluate(() =>
      window.calls.map(([name, first, second]) => [
        name,
        first.metadata ?? first,
        (second ?? first).signal instanceof AbortSignal,
      ]),
    ),
  ).toEqual([
    ['create', { a: 1 }, true],
    ['verdict', { session_id: 's-2', mine: 5 }, true],
  ]);
  expect(requests.requests).toEqual([]);
});

for (const [name, create, verdict, expected] of [
  [
    'createSession throws',
    "throw new Error('down')",
    '',
    { code: 'session-source-failed', cause: 'down', retryable: true },
  ],
  ['createSession returns nothing', '', '', { code: 'invalid-response' }],
  ['createSession returns no id', 'return { id: 5 }', '', { code: 'invalid-response' }],
  ['createSession never settles', 'return new Promise(() => {})', '', { code: 'session-timeout' }],
  [
    'getVerdict throws',
    CREATE,
    "throw new Error('down')",
    { code: 'result-timeout', retryable: true, cause: '`backend.getVerdict` failed; see `cause`.' },
  ],
  [
    'getVerdict throws an error that is not retryable',
    CREATE,
    "throw Object.assign(new Error('down'), { retryable: false })",
    { code: 'network', retryable: false, cause: 'down' },
  ],
  ['getVerdict returns nothing', CREATE, '', { code: 'invalid-response' }],
  ['getVerdict returns a list', CREATE, 'return []', { code: 'invalid-response' }],
  ['getVerdict returns a Response', CREATE, "return new Response('{}')", { code: 'invalid-response' }],
  ['createSession returns a Response', 'return Response.json({})', '', { code: 'invalid-response' }],
  [
    'getVerdict returns the verdict of another session',
    CREATE,
    "return { session_id: 'other', passed: true }",
    { code: 'invalid-response' },
  ],
  [
    'getVerdict returns reasons without methods',
    CREATE,
    'return { passed: true, failure_reasons: Object.assign([1], { map: 5 }) }',
    { verdict: { passed: false, failureReasons: [{ type: 'OTHER', detail: null }] } },
  ],
  [
    'getVerdict returns what cannot be read',
    CREATE,
    "return { passed: true, get failure_reasons() { throw new RangeError('no'); } }",
    { code: 'invalid-response', cause: 'no' },
  ],
  [
    'getVerdict throws what cannot be read',
    CREATE,
    'throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })',
    { code: 'result-timeout' },
  ],
  ['getVerdict never settles', CREATE, 'return new Promise(() => {})', { code: 'result-timeout' }],
]) {
  test(`${expected.code ? `rejects with \`${expected.code}\`` : 'is not passed'} if ${name}`, async ({
    page,
  }) => {
    await begin(page, { timeouts: { session: 1_500, result: 1_500 } }, OWN(create, verdict));
    if (verdict || create === CREATE) {
      await reach(page, 'active');
      await page.evaluate("window.finish({ session_id: 's-2' })");
    }
    expect(await outcome(page)).toMatchObject(expected);
    // The function can stop.
    if (name.endsWith('never settles'))
      expect(await page.evaluate(() => window.calls.at(-1).at(-1).signal.aborted)).toBe(true);
    await leavesNothing(page);
  });
}

for (const [name, value] of [
  ['passed', true],
  ['verdict', { passed: true }],
  ['detail', { passed: true }],
  ['status', 'FINISHED'],
])
  test(`a polluted \`Object.prototype.${name}\` is not a pass`, async ({ page }) => {
    const backend = await FakeBackend.at(page);
    backend.onGet = { json: { session_id: 's-1' } };
    await begin(page, { timeouts: { result: 1_500 } });
    await reach(page, 'active');
    await page.evaluate(
      ([name, value]) => {
        Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
        window.ended = window.ended.finally(() => delete Object.prototype[name]);
        window.finish();
      },
      [name, value],
    );
    expect(await outcome(page)).toMatchObject({ code: 'result-timeout' });
  });

test('a verification that awaits its verdict still counts as running', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await begin(page);
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  await reach(page, 'waiting');
  const first = await page.evaluateHandle('({ ended: window.ended })');
  await begin(page);
  expect(await outcome(page)).toMatchObject({ code: 'session-active', retryable: true });
  expect(backend.count('POST')).toBe(1);
  await begin(page, { conflict: 'replace' });
  expect(await first.evaluate(({ ended }) => ended)).toMatchObject({ name: 'AbortError' });
  await reach(page, 'active');
  expect(backend.count('POST')).toBe(2);
});
