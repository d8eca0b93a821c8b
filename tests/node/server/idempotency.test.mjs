/** `idempotency_key`: a repeated POST gets the session of the first one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentOf, createRequest, errorOf, handlerWith, mockService, mockSessions } from './support.mjs';

const keyed = (idempotency_key, more) => createRequest({ body: { idempotency_key }, ...more });

/** Returns a promise with its function `open`. */
function createGate() {
  const gate = {};
  gate.opened = new Promise((resolve) => {
    gate.open = resolve;
  });
  return gate;
}

test('a repeated key gets the first response: one session, one call of `metadata` and `onCreated`', async (t) => {
  const { url, requests } = await mockSessions(t);
  const calls = [];
  const handler = handlerWith({
    baseUrl: url,
    metadata: () => void calls.push('metadata'),
    onCreated: ({ session_id }) => void calls.push(session_id),
  });
  const first = await contentOf(await handler(keyed('a')));
  assert.equal(first.status, 201);
  const second = await handler(keyed('a'));
  assert.equal(second.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await contentOf(second), first);
  assert.deepEqual(calls, ['metadata', 's-1']);
  assert.equal(requests.length, 1);
});

test('other keys, other users and requests without a key create their own sessions', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  const ids = [];
  for (const request of [
    keyed('a'),
    keyed('b'),
    keyed('a', { user: 'boris' }),
    createRequest({ body: {} }),
    createRequest({ body: {} }),
  ])
    ids.push((await (await handler(request)).json()).session_id);
  assert.deepEqual(ids, ['s-1', 's-2', 's-3', 's-4', 's-5']);
});

test('a request that arrives while the first one runs waits for it, also if that client has disconnected', async (t) => {
  const [sent, answer] = [createGate(), createGate()];
  const { url, requests } = await mockService(t, async () => {
    sent.open();
    await answer.opened;
    return Response.json({ session_id: 's-1', technologies: [] });
  });
  const handler = handlerWith({ baseUrl: url });
  const client = new AbortController();
  const first = handler(keyed('a', { signal: client.signal }));
  await sent.opened;
  client.abort();
  const second = handler(keyed('a'));
  answer.open();
  const { status, body } = await contentOf(await second);
  assert.deepEqual([status, body.session_id, requests.length], [201, 's-1', 1]);
  assert.equal((await first).status, 201);
  assert.deepEqual(handler.reports, []);
});

test('a failure is not remembered, and is reported once for all requests that wait for it', async (t) => {
  const { url, requests } = await mockSessions(t);
  const [called, later, gate] = [createGate(), createGate(), createGate()];
  const handler = handlerWith({
    baseUrl: url,
    metadata: ({ proposed }) => void (proposed === 'later' && later.open()),
    onCreated: async ({ session_id }) => {
      called.open();
      await gate.opened;
      if (session_id === 's-1') throw new Error('no database');
    },
  });
  const first = handler(keyed('a'));
  await called.opened;
  const second = handler(keyed('a'));
  // The second one waits when a request that was sent after it has called `metadata`.
  const third = handler(createRequest({ body: { metadata: 'later', idempotency_key: 'b' } }));
  await later.opened;
  gate.open();
  assert.equal((await third).status, 201);
  for (const response of [await first, await second]) assert.equal(await errorOf(response), '500 internal');
  assert.deepEqual(
    handler.reports.map(({ message }) => message),
    ['no database'],
  );
  assert.equal((await (await handler(keyed('a'))).json()).session_id, 's-3');
  assert.equal(requests.length, 3);
});

test('an inherited key counts as absent', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  Object.prototype.idempotency_key = 'polluted';
  t.after(() => delete Object.prototype.idempotency_key);
  const ids = [];
  for (const body of ['{}', '{}'])
    ids.push((await (await handler(createRequest({ body }))).json()).session_id);
  assert.deepEqual(ids, ['s-1', 's-2']);
});

test('a key that is repeated after the token has expired gets a new session, which can be read', async (t) => {
  const { url } = await mockSessions(t);
  let now = 1_800_000_000_000;
  t.mock.method(Date, 'now', () => now);
  const handler = handlerWith({ baseUrl: url, lifetime: 50 });
  const create = async () => (await handler(keyed('a'))).json();
  const first = await create();
  now += 49;
  assert.deepEqual(await create(), first);
  now += 1;
  const second = await create();
  assert.deepEqual([second.session_id, Date.parse(second.expires_at)], ['s-2', now + 50]);
  const headers = { 'x-user': 'anna', 'x-flow-token': second.token };
  assert.equal((await handler(new Request('https://shop.example/api/flow/s-2', { headers }))).status, 200);
  assert.deepEqual(await create(), second);
});
