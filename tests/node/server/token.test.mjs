import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createRequest,
  createSession,
  handlerWith,
  mockSessions,
  SECRET,
  verdictRequest,
} from './support.mjs';

/** Returns the whole response to a token except for its date, to check that all rejections are identical. */
async function responseTo(handler, session, options) {
  const response = await handler(verdictRequest(session, options));
  const { date: _, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

const rejected = {
  status: 404,
  headers: {
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
  },
  body: '{"error":{"code":"not-found","message":"Session not found.","retryable":false}}',
};

test('rejects a token with any one bit of its text changed', async (t) => {
  const { url, requests } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  assert.match(session.token, /^[\w-]{12}\.[\w-]{43}$/);
  const before = requests.length;
  let flips = 0;
  for (let index = 0; index < session.token.length; index++) {
    for (let bit = 0; bit < 8; bit++) {
      const altered = String.fromCharCode(session.token.charCodeAt(index) ^ (1 << bit));
      const token = session.token.slice(0, index) + altered + session.token.slice(index + 1);
      let request;
      try {
        request = verdictRequest({ ...session, token });
      } catch {
        continue; // Not allowed in an HTTP header.
      }
      // Trailing white space is not part of a header's value, so this token is unchanged.
      if (request.headers.get('authorization') === `Bearer ${session.token}`) continue;
      flips += 1;
      const response = await handler(request);
      assert.equal(response.status, rejected.status, JSON.stringify(token));
      assert.equal(await response.text(), rejected.body);
    }
  }
  assert.ok(flips > 350, `${flips} altered tokens`);
  assert.equal(requests.length, before, 'no request is sent to the service');
  assert.equal((await handler(verdictRequest(session))).status, 200);
});

test('rejects a token with any one bit of its bytes changed', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  const parts = session.token.split('.').map((part) => Buffer.from(part, 'base64url'));
  assert.deepEqual(
    parts.map(({ length }) => length),
    [9, 32],
  );
  for (const [index, part] of parts.entries()) {
    for (let bit = 0; bit < part.length * 8; bit++) {
      const altered = Buffer.from(part);
      altered[bit >> 3] ^= 1 << (bit & 7);
      const token = parts.map((part, at) => (at === index ? altered : part).toString('base64url')).join('.');
      assert.equal(
        (await handler(verdictRequest({ ...session, token }))).status,
        404,
        `part ${index}, bit ${bit}`,
      );
    }
  }
});

test('gives the same response to every invalid token', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  const other = await createSession(handler, { user: 'boris' });
  const { token } = session;
  const [payload, mac] = token.split('.');
  const cases = {
    none: undefined,
    empty: '',
    malformed: 'x',
    long: 'x'.repeat(5_000),
    'without MAC': `${payload}.`,
    'without payload': `.${mac}`,
    'three parts': `${token}.${mac}`,
    padded: `${token}=`,
    'parts swapped': `${mac}.${payload}`,
    'of another session': other.token,
    'payload of another session': `${other.token.split('.')[0]}.${mac}`,
  };
  for (const [name, token] of Object.entries(cases)) {
    assert.deepEqual(await responseTo(handler, { ...session, token }), rejected, name);
  }
  assert.deepEqual(await responseTo(handler, { ...session, session_id: other.session_id }), rejected);
  assert.deepEqual(await responseTo(handler, { ...session, session_id: 'x'.repeat(300) }), rejected);
  assert.deepEqual(await responseTo(handler, { ...session, session_id: '%ff' }), rejected);
});

test('reads a token from X-Flow-Token, or from Authorization with the scheme Bearer', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  const { token, ...session } = await createSession(handler);
  const cases = [
    [{ 'x-flow-token': token }, 200],
    [{ 'x-flow-token': token, authorization: 'Bearer another' }, 200],
    [{ 'x-flow-token': 'another', authorization: `Bearer ${token}` }, 404],
    [{ authorization: `bearer   ${token}` }, 200],
    [{ authorization: token }, 404],
    [{ authorization: `Basic ${token}` }, 404],
    [{ authorization: `Basic Bearer ${token}` }, 404],
    [{ authorization: `Bearer ${token} more` }, 404],
    [{ authorization: `Bearer${token}` }, 404],
  ];
  for (const [headers, expected] of cases)
    assert.equal((await handler(verdictRequest(session, { headers }))).status, expected);
});

test('a token is valid only for its user', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  assert.deepEqual(await responseTo(handler, session, { user: 'boris' }), rejected);
  assert.deepEqual(await responseTo(handler, session, { user: 'Anna' }), rejected);
  assert.equal((await handler(verdictRequest(session, { user: 'anna' }))).status, 200);
});

test('accepts a user given as an object with a string, number or bigint `id`', async (t) => {
  const { url } = await mockSessions(t);
  const users = [{ id: 'a' }, { id: 'b' }, { id: 7 }, { id: 8n }];
  const handler = handlerWith({
    baseUrl: url,
    authorize: (request) => users[request.headers.get('x-user')],
  });
  for (const owner of users.keys()) {
    const session = await createSession(handler, { user: String(owner) });
    for (const reader of users.keys()) {
      const { status } = await handler(verdictRequest(session, { user: String(reader) }));
      assert.equal(status, reader === owner ? 200 : 404, `${owner} ${reader}`);
    }
  }
});

test('rejects an expired token', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url, lifetime: 60_000 });
  const session = await createSession(handler);
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(session.expires_at) - 1 });
  assert.equal((await handler(verdictRequest(session))).status, 200);
  t.mock.timers.tick(1);
  assert.deepEqual(await responseTo(handler, session), rejected);
});

test('a token is valid for an hour unless `lifetime` is set', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 });
  const session = await createSession(handler);
  assert.equal(Date.parse(session.expires_at), 1_800_000_000_000 + 3_600_000);
  t.mock.timers.tick(3_600_000 - 1);
  assert.equal((await handler(verdictRequest(session))).status, 200);
  t.mock.timers.tick(1);
  assert.deepEqual(await responseTo(handler, session), rejected);
});

test('tokens are valid for instances with the same secret only', async (t) => {
  const { url } = await mockSessions(t);
  const next = `${SECRET}, and the next`;
  const make = (options) => handlerWith({ baseUrl: url, ...options });
  const read = async (options, session) => (await make(options)(verdictRequest(session))).status;

  const ofKey = await createSession(make());
  assert.equal(await read({}, ofKey), 200);
  assert.equal(await read({ secret: SECRET }, ofKey), 404);

  const ofSecret = await createSession(make({ secret: SECRET }));
  assert.equal(await read({ secret: SECRET }, ofSecret), 200);
  assert.equal(await read({ secret: next }, ofSecret), 404);
  assert.equal(await read({}, ofSecret), 404);
  // While a secret is rotated, old and new instances accept each other's tokens.
  assert.equal(await read({ secret: [next, SECRET] }, ofSecret), 200);
  const ofBoth = await createSession(make({ secret: [next, SECRET] }));
  assert.equal(await read({ secret: next }, ofBoth), 200);
  assert.equal(await read({ secret: SECRET }, ofBoth), 404);
  // With the same secret, a token is still valid for one flow only.
  assert.equal(await read({ secret: SECRET, apiKey: `${'k'.repeat(47)}` }, ofSecret), 404);
});

test('works with a clock that has fractions of a ms', async (t) => {
  const { url, requests } = await mockSessions(t);
  let now = 1_800_000_000_000.25;
  t.mock.method(Date, 'now', () => now);
  const handler = handlerWith({ baseUrl: url, lifetime: 50 });
  const created = await handler(createRequest({ body: { idempotency_key: 'a' } }));
  assert.equal(created.status, 201);
  const { session_id, token, expires_at } = await created.json();
  assert.equal(expires_at, new Date(1_800_000_000_050).toISOString());
  const headers = { 'x-user': 'anna', 'x-flow-token': token };
  const read = () => handler(new Request(`https://shop.example/api/flow/${session_id}`, { headers }));
  now += 49.5;
  assert.equal((await read()).status, 200);
  now += 0.5;
  assert.equal((await read()).status, 404);
  assert.equal(requests.length, 2);
  assert.deepEqual(handler.reports, []);
});
