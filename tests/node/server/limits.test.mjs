/** Limits of time and size: functions of the application, clients that disconnect, values in bodies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createRequest,
  createSession,
  errorOf,
  handlerWith,
  mockService,
  mockSessions,
  verdictRequest,
} from './support.mjs';

const never = () => new Promise(() => {});
const functions = ['authorize', 'metadata', 'onCreated', 'present'];

/** Returns a request that makes the handler call a function of the application. */
async function requestFor(name, url, init) {
  if (name !== 'present') return createRequest(init);
  return verdictRequest(await createSession(handlerWith({ baseUrl: url })), init);
}

for (const name of functions) {
  test(`\`${name}\` has the limit \`timeout\``, async (t) => {
    const { url } = await mockSessions(t);
    // Compiles the WebAssembly, which counts towards the limit.
    await createSession(handlerWith({ baseUrl: url }));
    const handler = handlerWith({ baseUrl: url, timeout: 800, [name]: never });
    const response = await handler(await requestFor(name, url));
    assert.equal(await errorOf(response), '500 internal');
    assert.deepEqual(
      handler.reports.map(({ message }) => message),
      [`\`${name}\` did not settle within 0.8 s.`],
    );
  });
}

for (const name of ['authorize', 'metadata', 'present']) {
  test(`\`${name}\` is not awaited after the client has disconnected`, async (t) => {
    const { url, requests } = await mockSessions(t);
    const client = new AbortController();
    const handler = handlerWith({
      baseUrl: url,
      timeout: 0,
      [name]: () => {
        client.abort();
        return never();
      },
    });
    const request = await requestFor(name, url, { signal: client.signal });
    const before = requests.length;
    assert.equal((await handler(request)).status, 499);
    assert.equal(requests.length, name === 'present' ? before + 1 : before);
    assert.deepEqual(handler.reports, []);
  });
}

test('a client that has disconnected already makes no request, and a late rejection is not unhandled', async (t) => {
  const { url, requests } = await mockSessions(t);
  const unhandled = [];
  const listener = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  t.after(() => process.off('unhandledRejection', listener));
  let reject;
  const authorize = () =>
    new Promise((_, fail) => {
      reject = fail;
    });
  const handler = handlerWith({ baseUrl: url, authorize });
  assert.equal((await handler(createRequest({ signal: AbortSignal.abort() }))).status, 499);
  reject(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([requests, handler.reports, unhandled], [[], [], []]);
});

test('`onCreated` is awaited although the client has disconnected, because the session exists', async (t) => {
  const { url } = await mockSessions(t);
  const client = new AbortController();
  let finished = false;
  const handler = handlerWith({
    baseUrl: url,
    async onCreated() {
      client.abort();
      await new Promise((resolve) => setImmediate(resolve));
      finished = true;
    },
  });
  await handler(createRequest({ signal: client.signal }));
  assert.equal(finished, true);
});

test('responds 413 to a body with more than 100,000 values, and parses none of it', async (t) => {
  const { url, requests } = await mockSessions(t);
  const proposals = [];
  const metadata = ({ proposed }) => void proposals.push(proposed);
  const handler = handlerWith({ baseUrl: url, metadata, maxBody: 16_777_216 });
  const post = (proposed) => handler(createRequest({ body: `{"metadata":${proposed}}` }));
  // The body, `metadata` and the first item are counted too.
  assert.equal((await post(`[0${',0'.repeat(99_997)}]`)).status, 201);
  // The length of a string does not count.
  assert.equal((await post(`"${'A'.repeat(1_000_000)}"`)).status, 201);
  const many = {
    numbers: `[0${',0'.repeat(99_998)}]`,
    objects: `[{}${',{}'.repeat(1_000_000)}]`,
    fields: `{"a":0${',"a":0'.repeat(500_000)}}`,
    nested: `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`,
  };
  const { length } = proposals;
  for (const [name, proposed] of Object.entries(many))
    assert.equal(await errorOf(await post(proposed)), '413 body-too-large', name);
  assert.deepEqual([requests.length, proposals.length], [2, length]);
});

test('rejects a result of the service with more than 100,000 values, of whatever length', async (t) => {
  const more = {
    few: `[0${',0'.repeat(90_000)}]`,
    many: `[0${',0'.repeat(100_000)}]`,
    objects: `[{}${',{}'.repeat(1_000_000)}]`,
  };
  let kind;
  const { url } = await mockService(t, ({ method }) =>
    method === 'POST'
      ? Response.json({ session_id: 's', technologies: [] })
      : new Response(`{"id":"s","technologies":[],"status":"PROGRESS","more":${more[kind]}}`),
  );
  const handler = handlerWith({ baseUrl: url, retries: 0 });
  const session = await createSession(handler);
  for (const [name, expected] of Object.entries({ few: 200, many: 502, objects: 502 })) {
    kind = name;
    assert.equal((await handler(verdictRequest(session))).status, expected, name);
  }
  assert.match(handler.reports[0].message, /more than 100000 values/);
});
