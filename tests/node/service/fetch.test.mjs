// Implementations of `fetch` other than Node's own: the client passes a URL and plain options, never a `Request`.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { createFlowClient } from '../../../dist/client.js';
import { finished, json, serve } from './support.mjs';

const native = globalThis.fetch;
const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
let server;
let client;
let pending;

before(async () => {
  server = await serve(undefined, ({ method }, response) => {
    if (method === 'POST') return json(response, 200, { session_id: id, technologies: [] });
    return json(
      response,
      200,
      pending-- > 0 ? { ...finished, id, status: 'PROGRESS', end_time: null } : { ...finished, id },
    );
  });
  client = createFlowClient({ apiKey: 'YOUR_FLOW_API_KEY', baseUrl: server.url, onWarning() {} });
});
after(() => server.close());
beforeEach(() => {
  server.requests.splice(0);
  pending = 0;
});

/** Replaces `fetch` for one test. */
function replace(t, fetch) {
  globalThis.fetch = fetch;
  t.after(() => {
    globalThis.fetch = native;
  });
}

const runAll = async () => {
  await client.createSession();
  await client.getResult(id);
  await client.waitForResult(id, { interval: 100 });
};

test('passes a string and an object', async (t) => {
  const calls = [];
  replace(t, (...parameters) => {
    calls.push(parameters);
    return native(...parameters);
  });
  await runAll();
  for (const [url, init, ...more] of calls) {
    assert.equal(typeof url, 'string');
    assert.equal(Object.getPrototypeOf(init), Object.prototype);
    assert.deepEqual([init.redirect, init.signal instanceof AbortSignal, more], ['manual', true, []]);
  }
  assert.equal(calls.length, 3);
});

test('works with a fetch that does not know the Request class, as that of another undici', async (t) => {
  replace(t, (input, init) => {
    if (typeof input !== 'string') throw new TypeError(`Failed to parse URL from ${input}`);
    return native(input, init);
  });
  await runAll();
});

test('works where there is no Request and no Headers', async (t) => {
  const { Request, Headers } = globalThis;
  t.after(() => Object.assign(globalThis, { Request, Headers }));
  delete globalThis.Request;
  delete globalThis.Headers;
  await runAll();
});

test('asks again where fetch memoizes requests without a signal, as in React server components', async (t) => {
  const memoized = new Map();
  replace(t, async (input, init) => {
    const request = typeof input === 'string' ? input : input.url;
    // React does the same with a Request, whatever its signal.
    if (typeof input === 'string' && init?.signal) return native(input, init);
    if (!memoized.has(request)) memoized.set(request, native(input, init));
    return (await memoized.get(request)).clone();
  });
  pending = 2;
  const { status } = await client.waitForResult(id, { interval: 100 });
  assert.equal(status, 'FINISHED');
  assert.equal(server.requests.length, 3);
});

/** Returns a Response like that of an implementation of fetch without web streams; `more` has its body. */
const withoutStream = ({ status, headers }, more) => ({ status, headers, ...more });

for (const [name, more] of Object.entries({
  'a stream of Node.js, as node-fetch has': (bytes) => ({
    body: Readable.from([bytes]),
    arrayBuffer: async () => bytes.buffer,
    text: () => assert.fail('not needed'),
  }),
  'no body, as a mock with `text`': (bytes) => ({ text: async () => new TextDecoder().decode(bytes) }),
  'body: null, as a polyfill': (bytes) => ({ body: null, text: () => new TextDecoder().decode(bytes) }),
  'bytes, as a mock with `arrayBuffer`': (bytes) => ({ body: bytes, arrayBuffer: async () => bytes }),
}))
  test(`reads a response whose body is no web stream: ${name}`, async (t) => {
    replace(t, async (...parameters) => {
      const response = await native(...parameters);
      return withoutStream(response, more(new Uint8Array(await response.arrayBuffer())));
    });
    await runAll();
  });

test('limits and failures count without a web stream, too', async (t) => {
  const head = { status: 200, headers: new Headers({ 'content-type': 'application/json' }) };
  const outcome = async (more) => {
    replace(t, async () => withoutStream(head, more));
    return createFlowClient({ apiKey: 'YOUR_FLOW_API_KEY', baseUrl: server.url, retries: 0 })
      .createSession()
      .then(assert.fail, ({ code, message }) => `${code}: ${message}`);
  };
  assert.match(await outcome({ text: async () => ' '.repeat(70_000) }), /^invalid-response: .*too large/);
  assert.match(await outcome({ text: () => Promise.reject(new Error('reset')) }), /^network: .*reset/);
  assert.match(await outcome({ text: async () => 5 }), /^invalid-response: .*empty body/);
  assert.match(await outcome({}), /^invalid-response: .*empty body/);
  assert.match(await outcome({ text: async () => '<html>' }), /^invalid-response: .*HTML/);
});
