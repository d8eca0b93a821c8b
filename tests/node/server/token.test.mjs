import assert from 'node:assert/strict';
import { test } from 'node:test';
import { created, handlerOf, question, SECRET, sessions } from './support.mjs';

/** Everything that is answered to a token: all that is wrong must look the same. */
async function answered(handler, session, options) {
  const response = await handler(question(session, options));
  const { date: _, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

const refused = {
  status: 404,
  headers: {
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
  },
  body: '{"error":{"code":"not-found","message":"There is no such session.","retryable":false}}',
};

test('a token with one bit altered opens nothing', async (t) => {
  const { url, requests } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  const session = await created(handler);
  assert.match(session.token, /^[\w-]{12}\.[\w-]{43}$/);
  const before = requests.length;
  let flips = 0;
  for (let place = 0; place < session.token.length; place++) {
    for (let bit = 0; bit < 8; bit++) {
      const altered = String.fromCharCode(session.token.charCodeAt(place) ^ (1 << bit));
      const token = session.token.slice(0, place) + altered + session.token.slice(place + 1);
      let request;
      try {
        request = question({ ...session, token });
      } catch {
        continue; // No HTTP header can carry this.
      }
      // A space or tab at the end never arrives: it is no part of a header's value.
      if (request.headers.get('authorization') === `Bearer ${session.token}`) continue;
      flips += 1;
      const response = await handler(request);
      assert.equal(response.status, refused.status, JSON.stringify(token));
      assert.equal(await response.text(), refused.body);
    }
  }
  assert.ok(flips > 350, `${flips} altered tokens`);
  assert.equal(requests.length, before, 'the service is not asked');
  assert.equal((await handler(question(session))).status, 200);
});

test('every bit of the bytes in a token counts', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  const session = await created(handler);
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
      assert.equal((await handler(question({ ...session, token }))).status, 404, `part ${index}, bit ${bit}`);
    }
  }
});

test('what is wrong with a token is not said', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  const session = await created(handler);
  const other = await created(handler, { user: 'boris' });
  const { token } = session;
  const [head, mac] = token.split('.');
  const cases = {
    none: undefined,
    empty: '',
    rubbish: 'x',
    long: 'x'.repeat(5_000),
    'no mac': `${head}.`,
    'no head': `.${mac}`,
    'a third part': `${token}.${mac}`,
    padded: `${token}=`,
    'halves in turn': `${mac}.${head}`,
    'of another session': other.token,
    'head of another session': `${other.token.split('.')[0]}.${mac}`,
  };
  for (const [name, token] of Object.entries(cases)) {
    assert.deepEqual(await answered(handler, { ...session, token }), refused, name);
  }
  assert.deepEqual(await answered(handler, { ...session, session_id: other.session_id }), refused);
  assert.deepEqual(await answered(handler, { ...session, session_id: 'x'.repeat(300) }), refused);
  assert.deepEqual(await answered(handler, { ...session, session_id: '%ff' }), refused);
});

test('a token serves the person whom it was made for', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  const session = await created(handler);
  assert.deepEqual(await answered(handler, session, { user: 'boris' }), refused);
  assert.deepEqual(await answered(handler, session, { user: 'Anna' }), refused);
  assert.equal((await handler(question(session, { user: 'anna' }))).status, 200);
});

test('a person may be an object with an id, a number too', async (t) => {
  const { url } = await sessions(t);
  const people = [{ id: 'a' }, { id: 'b' }, { id: 7 }, { id: 8n }];
  const handler = handlerOf({
    baseUrl: url,
    authorize: (request) => people[request.headers.get('x-user')],
  });
  for (const owner of people.keys()) {
    const session = await created(handler, { user: String(owner) });
    for (const reader of people.keys()) {
      const { status } = await handler(question(session, { user: String(reader) }));
      assert.equal(status, reader === owner ? 200 : 404, `${owner} ${reader}`);
    }
  }
});

test('a token expires', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url, lifetime: 60_000 });
  const session = await created(handler);
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(session.expires_at) - 1 });
  assert.equal((await handler(question(session))).status, 200);
  t.mock.timers.tick(1);
  assert.deepEqual(await answered(handler, session), refused);
});

test('instances with one secret answer for each other, others do not', async (t) => {
  const { url } = await sessions(t);
  const next = `${SECRET}, and the next`;
  const make = (options) => handlerOf({ baseUrl: url, ...options });
  const read = async (options, session) => (await make(options)(question(session))).status;

  const ofKey = await created(make());
  assert.equal(await read({}, ofKey), 200);
  assert.equal(await read({ secret: SECRET }, ofKey), 404);

  const ofSecret = await created(make({ secret: SECRET }));
  assert.equal(await read({ secret: SECRET }, ofSecret), 200);
  assert.equal(await read({ secret: next }, ofSecret), 404);
  assert.equal(await read({}, ofSecret), 404);
  // While secrets are exchanged, old and new instances answer for each other.
  assert.equal(await read({ secret: [next, SECRET] }, ofSecret), 200);
  const ofBoth = await created(make({ secret: [next, SECRET] }));
  assert.equal(await read({ secret: next }, ofBoth), 200);
  assert.equal(await read({ secret: SECRET }, ofBoth), 404);
  // One secret for several flows: what one made is nothing to the other.
  assert.equal(await read({ secret: SECRET, apiKey: `${'k'.repeat(47)}` }, ofSecret), 404);
});
