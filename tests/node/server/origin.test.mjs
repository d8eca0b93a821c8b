import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createRequest,
  createSession,
  errorOf,
  handlerWith,
  mockSessions,
  verdictRequest,
} from './support.mjs';

const SHOP = 'https://shop.example';
const APP = 'https://app.example';
const EVIL = 'https://evil.example';

const corsOf = (response) =>
  Object.fromEntries(
    [...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );

const preflight = (origin, path = '/api/flow') =>
  new Request(`${SHOP}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });

const corsHeaders = {
  'access-control-allow-origin': APP,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Retry-After',
  vary: 'Origin',
};

test('sends no CORS headers without `cors`', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  assert.equal((await handler(preflight(APP))).status, 405);
  const session = await createSession(handler);
  const response = await handler(verdictRequest(session, { headers: { origin: APP } }));
  assert.deepEqual(corsOf(response), {});
});

test('sends CORS headers to listed origins only', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url, cors: { origins: [APP, 'http://localhost:3000'] } });
  const allowed = await handler(preflight(APP));
  assert.equal(allowed.status, 204);
  assert.deepEqual(corsOf(allowed), {
    ...corsHeaders,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'Authorization, Content-Type, X-Flow-Token',
    'access-control-max-age': '600',
  });
  const response = await handler(createRequest({ headers: { origin: APP, 'sec-fetch-site': 'cross-site' } }));
  assert.equal(response.status, 201);
  assert.deepEqual(corsOf(response), corsHeaders);
  const session = await response.json();
  assert.deepEqual(corsOf(await handler(verdictRequest(session, { headers: { origin: APP } }))), corsHeaders);

  for (const origin of [
    EVIL,
    'null',
    'https://app.example.evil.example',
    `${APP}:444`,
    'http://app.example',
  ]) {
    assert.equal(corsOf(await handler(preflight(origin)))['access-control-allow-origin'], undefined, origin);
    const response = await handler(verdictRequest(session, { headers: { origin } }));
    assert.deepEqual(corsOf(response), { vary: 'Origin' }, origin);
    // The page cannot read the response, and reading changes nothing.
    assert.equal(response.status, 200, origin);
  }
  // Without `Vary`, a cache could return a response without CORS headers to an allowed origin.
  assert.deepEqual(corsOf(await handler(verdictRequest(session))), { vary: 'Origin' });
});

test('sends CORS headers with errors to listed origins only', async (t) => {
  const { url } = await mockSessions(t);
  const own = new Response('slow down', { status: 429, headers: { vary: 'cookie', 'retry-after': '5' } });
  const handler = handlerWith({
    baseUrl: url,
    cors: { origins: [APP] },
    authorize: (request) => (request.headers.has('x-slow') ? own.clone() : request.headers.get('x-user')),
  });
  const from = (origin, options) =>
    handler(createRequest({ ...options, headers: { origin, ...options?.headers } }));
  assert.deepEqual(corsOf(await from(APP, { user: '' })), corsHeaders);
  assert.deepEqual(corsOf(await from(APP, { body: 'not JSON' })), corsHeaders);
  assert.deepEqual(
    corsOf(await handler(verdictRequest({ session_id: 'x' }, { headers: { origin: APP } }))),
    corsHeaders,
  );
  const slow = await from(APP, { headers: { 'x-slow': '1' } });
  assert.deepEqual(
    { ...corsOf(slow), body: await slow.text(), retry: slow.headers.get('retry-after') },
    { ...corsHeaders, vary: 'cookie, Origin', body: 'slow down', retry: '5' },
  );
  assert.equal(slow.headers.get('cache-control'), 'no-store');
  assert.deepEqual(corsOf(await from(EVIL)), { vary: 'Origin' });
});

test('`credentials: false` omits Access-Control-Allow-Credentials', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url, cors: { origins: [APP], credentials: false } });
  const { 'access-control-allow-credentials': _, ...without } = corsHeaders;
  assert.deepEqual(corsOf(await handler(createRequest({ headers: { origin: APP } }))), without);
});

test('allows origins of apps', async (t) => {
  const { url } = await mockSessions(t);
  const origins = ['ionic://localhost', 'capacitor://localhost', 'tauri://localhost', 'http://localhost'];
  const handler = handlerWith({ baseUrl: url, cors: { origins } });
  for (const origin of origins) {
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    const response = await handler(createRequest({ headers }));
    assert.equal(response.status, 201, origin);
    assert.equal(response.headers.get('access-control-allow-origin'), origin);
  }
  for (const origin of ['ionic://other', 'ionic://localhost:1', 'null']) {
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    assert.equal(await errorOf(await handler(createRequest({ headers }))), '403 forbidden', origin);
  }
});

test('`cors.headers` allows more request headers at the preflight', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url, cors: { origins: [APP], headers: ['X-Tenant', 'baggage'] } });
  assert.equal(
    (await handler(preflight(APP))).headers.get('access-control-allow-headers'),
    'Authorization, Content-Type, X-Flow-Token, X-Tenant, baggage',
  );
  for (const headers of ['x-tenant', ['*'], ['x y'], [''], [5], ['x-a, x-b'], ['x\n']]) {
    assert.throws(() => handlerWith({ cors: { origins: [APP], headers } }), {
      code: 'invalid-config',
      message: /`cors.headers`/,
    });
  }
});

test('later changes to the lists in `cors` have no effect', async (t) => {
  const { url } = await mockSessions(t);
  const origins = [APP];
  const headers = ['x-tenant'];
  const handler = handlerWith({ baseUrl: url, cors: { origins, headers } });
  origins.push(EVIL);
  headers.push('x-evil');
  const response = await handler(preflight(APP));
  assert.doesNotMatch(response.headers.get('access-control-allow-headers'), /evil/);
  const forged = { origin: EVIL, 'sec-fetch-site': 'cross-site' };
  assert.equal(await errorOf(await handler(createRequest({ headers: forged }))), '403 forbidden');
});

test('CSRF protection: rejects cross-origin POSTs before `authorize` runs', async (t) => {
  const { url, requests } = await mockSessions(t);
  let authorizeCalls = 0;
  const handler = handlerWith({
    baseUrl: url,
    cors: { origins: [APP] },
    authorize: () => {
      authorizeCalls += 1;
      return 'anna';
    },
  });
  const post = (headers) => handler(createRequest({ headers, path: '/api/flow' }));
  const forged = [
    { 'sec-fetch-site': 'cross-site', origin: EVIL },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.example' },
    // Browsers without Sec-Fetch-Site.
    { origin: EVIL },
    { origin: 'null' },
    { origin: `${SHOP}.evil.example` },
    { origin: 'null', host: '' },
    { origin: 'null', 'x-forwarded-host': '' },
    { origin: EVIL, 'x-forwarded-host': 'evil.example' },
    { origin: 'http://shop.example' },
    { origin: 'ftp://shop.example' },
  ];
  for (const headers of forged) {
    assert.equal(await errorOf(await post(headers)), '403 forbidden', JSON.stringify(headers));
  }
  assert.equal(authorizeCalls, 0);
  assert.equal(requests.length, 0);
  const legitimate = [
    {},
    { 'sec-fetch-site': 'same-origin', origin: SHOP },
    { 'sec-fetch-site': 'same-origin', origin: 'https://outside.example' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: APP },
    { origin: SHOP },
  ];
  for (const headers of legitimate) assert.equal((await post(headers)).status, 201, JSON.stringify(headers));
});

test('CSRF protection without Sec-Fetch-Site: `trustProxy` makes forwarded headers count', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url, trustProxy: true });
  const outcome = async (headers, base = 'http://10.0.0.1:3000') => {
    const all = { 'x-user': 'anna', ...headers };
    return (await handler(new Request(`${base}/api/flow`, { method: 'POST', headers: all }))).status;
  };
  const proxied = { 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' };
  assert.equal(await outcome({ origin: SHOP, ...proxied }), 201);
  assert.equal(await outcome({ origin: SHOP, ...proxied, 'x-forwarded-host': 'shop.example, inner' }), 201);
  assert.equal(await outcome({ origin: 'http://shop.example', ...proxied }), 403);
  assert.equal(await outcome({ origin: EVIL, ...proxied }), 403);
  assert.equal(await outcome({ origin: 'null', 'x-forwarded-host': '' }), 403);
  assert.equal(await outcome({ origin: SHOP, host: 'shop.example' }), 201);
  assert.equal(await outcome({ origin: SHOP }), 403);
});
