import assert from 'node:assert/strict';
import { test } from 'node:test';
import { created, creation, errorOf, handlerOf, question, sessions } from './support.mjs';

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

const readable = {
  'access-control-allow-origin': APP,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Retry-After',
  vary: 'Origin',
};

test('is not for other origins unless told so', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  assert.equal((await handler(preflight(APP))).status, 405);
  const session = await created(handler);
  const response = await handler(question(session, { headers: { origin: APP } }));
  assert.deepEqual(corsOf(response), {});
});

test('answers pages of the origins that are listed, and no others', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url, cors: { origins: [APP, 'http://localhost:3000'] } });
  const asked = await handler(preflight(APP));
  assert.equal(asked.status, 204);
  assert.deepEqual(corsOf(asked), {
    ...readable,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'Authorization, Content-Type, X-Flow-Token',
    'access-control-max-age': '600',
  });
  const response = await handler(creation({ headers: { origin: APP, 'sec-fetch-site': 'cross-site' } }));
  assert.equal(response.status, 201);
  assert.deepEqual(corsOf(response), readable);
  const session = await response.json();
  assert.deepEqual(corsOf(await handler(question(session, { headers: { origin: APP } }))), readable);

  for (const origin of [
    EVIL,
    'null',
    'https://app.example.evil.example',
    `${APP}:444`,
    'http://app.example',
  ]) {
    assert.equal(corsOf(await handler(preflight(origin)))['access-control-allow-origin'], undefined, origin);
    const answer = await handler(question(session, { headers: { origin } }));
    assert.deepEqual(corsOf(answer), { vary: 'Origin' }, origin);
  }
  // A cache must not keep an answer for nobody and give it to a page.
  assert.deepEqual(corsOf(await handler(question(session))), { vary: 'Origin' });
});

test('errors can be read by the same pages, and by these alone', async (t) => {
  const { url } = await sessions(t);
  const own = new Response('slow down', { status: 429, headers: { vary: 'cookie', 'retry-after': '5' } });
  const handler = handlerOf({
    baseUrl: url,
    cors: { origins: [APP] },
    authorize: (request) => (request.headers.has('x-slow') ? own.clone() : request.headers.get('x-user')),
  });
  const from = (origin, options) =>
    handler(creation({ ...options, headers: { origin, ...options?.headers } }));
  assert.deepEqual(corsOf(await from(APP, { user: '' })), readable);
  assert.deepEqual(corsOf(await from(APP, { body: 'no JSON' })), readable);
  assert.deepEqual(
    corsOf(await handler(question({ session_id: 'x' }, { headers: { origin: APP } }))),
    readable,
  );
  const slow = await from(APP, { headers: { 'x-slow': '1' } });
  assert.deepEqual(
    { ...corsOf(slow), body: await slow.text(), retry: slow.headers.get('retry-after') },
    { ...readable, vary: 'cookie, Origin', body: 'slow down', retry: '5' },
  );
  assert.equal(slow.headers.get('cache-control'), 'no-store');
  assert.deepEqual(corsOf(await from(EVIL)), { vary: 'Origin' });
});

test('credentials can be left out', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url, cors: { origins: [APP], credentials: false } });
  const { 'access-control-allow-credentials': _, ...without } = readable;
  assert.deepEqual(corsOf(await handler(creation({ headers: { origin: APP } }))), without);
});

test('`*`, and what is no origin, is refused at once', () => {
  for (const origin of ['*', 'null', '', 'shop.example', `${APP}/`, `${APP}/x`, 'https://*.example', 5]) {
    assert.throws(
      () => handlerOf({ cors: { origins: [origin] } }),
      { code: 'invalid-config' },
      String(origin),
    );
  }
  assert.throws(() => handlerOf({ cors: {} }), { code: 'invalid-config' });
  assert.throws(() => handlerOf({ cors: { origins: '*' } }), { code: 'invalid-config' });
});

test('what another site makes a browser send creates nothing', async (t) => {
  const { url, requests } = await sessions(t);
  let asked = 0;
  const handler = handlerOf({
    baseUrl: url,
    cors: { origins: [APP] },
    authorize: () => {
      asked += 1;
      return 'anna';
    },
  });
  const post = (headers) => handler(creation({ headers, path: '/api/flow' }));
  const forged = [
    { 'sec-fetch-site': 'cross-site', origin: EVIL },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.example' },
    // Browsers that know no Sec-Fetch-Site.
    { origin: EVIL },
    { origin: 'null' },
    { origin: `${SHOP}.evil.example` },
  ];
  for (const headers of forged) {
    assert.equal(await errorOf(await post(headers)), '403 forbidden', JSON.stringify(headers));
  }
  assert.equal(asked, 0);
  assert.equal(requests.length, 0);
  const honest = [
    {},
    { 'sec-fetch-site': 'same-origin', origin: SHOP },
    { 'sec-fetch-site': 'same-origin', origin: 'https://outside.example' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: APP },
    { origin: SHOP },
    { origin: 'https://outside.example', 'x-forwarded-host': 'outside.example' },
  ];
  for (const headers of honest) assert.equal((await post(headers)).status, 201, JSON.stringify(headers));
});
