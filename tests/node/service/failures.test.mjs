import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createFlowClient, FlowWidgetError } from '../../../dist/client.js';
import { failure, finished, json, KEY, loggedText, serve } from './support.mjs';

const session = { session_id: 'x', technologies: ['LDHP'] };
const clientOf = (baseUrl, options) => createFlowClient({ apiKey: KEY, baseUrl, ...options });

test('does not retry creating a session once the request may have been received', async (t) => {
  for (const misbehave of [
    (response) => response.destroy(),
    (response) => json(response, 500, {}),
    (response) => json(response, 503, {}, { 'retry-after': '0' }),
    (response) => json(response, 429, {}, { 'retry-after': '0' }),
    () => {},
  ]) {
    const server = await serve(t, (_, response) => misbehave(response));
    const error = await failure(clientOf(server.url, { timeout: 200, retries: 3 }).createSession());
    assert.ok(['network', 'http'].includes(error.code) && error.retryable, error.message);
    assert.equal(server.requests.length, 1);
  }
});

test('retries creating a session if the request was never sent', async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, session));
  const { fetch } = globalThis;
  let calls = 0;
  globalThis.fetch = async (request) => {
    calls++;
    if (calls < 3)
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
      });
    return fetch(request);
  };
  try {
    assert.deepEqual(await clientOf(server.url).createSession(), session);
  } finally {
    globalThis.fetch = fetch;
  }
  assert.equal(calls, 3);
  assert.equal(server.requests.length, 1);
});

test('retries reading a result up to `retries` times', async (t) => {
  for (const [retries, attempts] of [
    [0, 1],
    [1, 2],
    [undefined, 3],
  ]) {
    const server = await serve(t, (_, response, count) =>
      count === 1 ? response.destroy() : json(response, 500, {}),
    );
    const error = await failure(clientOf(server.url, { retries }).getResult('x'));
    assert.equal(server.requests.length, attempts);
    assert.ok(error.retryable);
  }
  const server = await serve(t, (_, response, count) => json(response, count < 3 ? 502 : 200, finished));
  assert.deepEqual(await clientOf(server.url).getResult('x'), finished);
});

test('does not retry after a 4xx status', async (t) => {
  for (const status of [400, 401, 403, 404, 405, 409, 413]) {
    const server = await serve(t, (_, response) => json(response, status, { detail: 'No.' }));
    const error = await failure(clientOf(server.url).getResult('x'));
    assert.deepEqual([error.code, error.status, error.retryable], ['http', status, false]);
    assert.equal(error.message, `The service answered ${status}: No.`);
    assert.deepEqual(error.body, { detail: 'No.' });
    assert.equal(server.requests.length, 1);
  }
});

test('respects Retry-After in seconds and as a date', async (t) => {
  // HTTP dates have a resolution of one second, so this date is between one and two seconds away.
  for (const header of [() => '1', () => new Date(Date.now() + 2_000).toUTCString()]) {
    const server = await serve(t, (_, response, count) =>
      count === 1 ? json(response, 429, {}, { 'retry-after': header() }) : json(response, 200, finished),
    );
    const started = performance.now();
    assert.deepEqual(await clientOf(server.url).getResult('x'), finished);
    assert.ok(performance.now() - started >= 900);
  }
  const server = await serve(t, (_, response) => json(response, 503, {}, { 'retry-after': '3600' }));
  const { status, retryAfter } = await failure(clientOf(server.url).getResult('x'));
  assert.deepEqual([status, retryAfter], [503, 3_600_000]);
  assert.equal(server.requests.length, 1, 'does not retry: an hour exceeds the limit');
});

test('rejects with `network` when a request exceeds its time limit', async (t) => {
  for (const respond of [() => {}, (response) => response.writeHead(200).write('{')]) {
    const server = await serve(t, (_, response) => respond(response));
    const started = performance.now();
    const error = await failure(clientOf(server.url, { timeout: 100, retries: 0 }).getResult('x'));
    assert.equal(error.code, 'network');
    assert.match(error.message, /within 100 ms/);
    assert.ok(performance.now() - started < 2_000);
  }
});

test('does not follow redirects, so the key is not sent to another server', async (t) => {
  const target = await serve(t, (_, response) => json(response, 200, session));
  for (const status of [301, 302, 307, 308]) {
    const server = await serve(t, (_, response) =>
      response.writeHead(status, { location: target.url }).end(),
    );
    for (const call of [(client) => client.createSession(), (client) => client.getResult('x')]) {
      const error = await failure(call(clientOf(server.url)));
      assert.equal(error.code, 'http');
      assert.match(error.message, /baseUrl/);
    }
  }
  assert.equal(target.requests.length, 0);
});

test('rejects with `invalid-response` for every malformed body', async (t) => {
  const deep = (open, close) => open.repeat(200_000) + close.repeat(200_000);
  const bodies = {
    'an HTML page': '<!doctype html><title>Sign in</title>',
    'an empty body': '',
    'truncated JSON': JSON.stringify(session).slice(0, 20),
    'wrong types': '{"session_id":{},"technologies":"LDHP","id":[],"status":0}',
    'deep nesting': `{"session_id":"x","technologies":[],"id":"x","deep":${deep('[', ']')}}`,
    'deep objects': deep('{"a":', '}'),
    'a number': '1e9999',
    'a lone surrogate': '{"id":"\\ud800","session_id":"\\ud800","technologies":[]}',
    'invalid UTF-8': Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
    null: 'null',
  };
  for (const [name, body] of Object.entries(bodies)) {
    const server = await serve(t, (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const client = clientOf(server.url);
    for (const call of [() => client.createSession(), () => client.getResult('x')]) {
      const error = await failure(call());
      assert.ok(error instanceof FlowWidgetError, name);
      assert.equal(error.code, 'invalid-response', `${name}: ${error.message}`);
    }
  }
});

test('limits the size of success and error bodies', async (t) => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  let sent = 0;
  const server = await serve(t, async ({ method }, response) => {
    const closed = once(response, 'close');
    response.writeHead(method === 'POST' ? 400 : 200, { 'content-type': 'application/json' });
    for (sent = 0; sent < 100 && !response.destroyed; sent++) {
      if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed]);
    }
    response.end();
  });
  const result = await failure(clientOf(server.url).getResult('x'));
  assert.equal(result.code, 'invalid-response');
  assert.match(result.message, /too large/);
  assert.ok(sent < 100, `${sent} MB were sent`);
  const error = await failure(clientOf(server.url).createSession());
  assert.deepEqual([error.code, error.status], ['http', 400]);
});

test('limits the size of a new session to 64 KB', async (t) => {
  const answer = (bytes) => {
    const body = JSON.stringify({ session_id: 'x', technologies: [], more: '' });
    return body.replace('""', `"${'a'.repeat(bytes - body.length)}"`);
  };
  let bytes = 64 * 1024;
  const server = await serve(t, (_, response) =>
    response.writeHead(201, { 'content-type': 'application/json' }).end(answer(bytes)),
  );
  assert.equal((await clientOf(server.url).createSession()).session_id, 'x');
  bytes += 1;
  const error = await failure(clientOf(server.url).createSession());
  assert.deepEqual([error.code, error.status], ['invalid-response', 201]);
  assert.match(error.message, /too large/);
  assert.equal(server.requests.length, 2);
});

test('rejects with `network` when the connection breaks', async (t) => {
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"id":');
    setTimeout(() => response.destroy(), 20);
  });
  const error = await failure(clientOf(server.url, { retries: 0 }).getResult('x'));
  assert.equal(error.code, 'network');
  assert.match(error.message, /cut off/);
});

test('rejects with a FlowWidgetError when `fetch` misbehaves', async () => {
  const { fetch } = globalThis;
  const responseWith = (response) => ({ headers: new Headers(), status: 200, body: null, ...response });
  const throwing = new Proxy(
    {},
    {
      get() {
        throw 'trap';
      },
    },
  );
  const streamOf = (chunk) => ReadableStream.from([chunk]);
  const stream = (start) => new ReadableStream({ start });
  const fetches = {
    'rejects with a string': () => Promise.reject('text'),
    'rejects with undefined': () => Promise.reject(),
    'rejects with null': () => Promise.reject(null),
    'rejects with an object whose getters throw': () => Promise.reject(throwing),
    'rejects with a circular cause': () => {
      const error = new Error('circular');
      error.cause = error;
      return Promise.reject(error);
    },
    'throws synchronously': () => {
      throw { unexpected: true };
    },
    'resolves to undefined': async () => undefined,
    'returns a string instead of a promise': () => 'text',
    'resolves to an empty object': async () => ({}),
    'resolves to an object whose getters throw': async () => Object.create(throwing),
    'resolves to a response whose body is not a stream': async () => responseWith({ body: 'text' }),
    'resolves to a response with a stream of strings': async () => responseWith({ body: streamOf('text') }),
    'resolves to a response with a stream of null': async () => responseWith({ body: streamOf(null) }),
    'resolves to a response with a failing stream': async () =>
      responseWith({ body: stream((c) => c.error('text')) }),
    'resolves to a response with a locked stream': async () => {
      const body = stream(() => {});
      body.getReader();
      return responseWith({ body });
    },
    'resolves to a response with status NaN': async () => responseWith({ status: Number.NaN }),
    'never settles': () => new Promise(() => {}),
  };
  try {
    for (const [name, misbehave] of Object.entries(fetches)) {
      globalThis.fetch = misbehave;
      const error = await failure(
        clientOf('https://kyc.example', { timeout: 50, retries: 0 }).createSession(),
      );
      assert.ok(error instanceof FlowWidgetError, `${name}: ${error}`);
      assert.ok(
        ['network', 'http', 'invalid-response'].includes(error.code),
        `${name}: ${error.code} ${error.message}`,
      );
    }
  } finally {
    globalThis.fetch = fetch;
  }
});

test('no error contains the API key, even if the service echoes it', async (t) => {
  const echo = {
    detail: `unknown key ${KEY}`,
    nested: [{ [KEY]: `https://x/?flow_api_key=${KEY}` }],
  };
  for (const respond of [
    (response) => json(response, 403, echo),
    (response) => json(response, 200, { [KEY]: KEY, id: 5 }),
    (response) => response.writeHead(500, { 'content-type': 'text/html' }).end(`<html>${KEY}</html>`),
    (response) => response.writeHead(200).end(KEY),
    (response) => response.destroy(),
  ]) {
    const server = await serve(t, (_, response) => respond(response));
    const client = clientOf(server.url, { retries: 0 });
    for (const call of [() => client.createSession(), () => client.getResult('x')]) {
      const error = await failure(call());
      assert.ok(!loggedText(error).includes(KEY), loggedText(error));
    }
  }
  const { fetch } = globalThis;
  globalThis.fetch = (request) =>
    Promise.reject(new TypeError(`cannot fetch ${request.url}`, { cause: new Error(`key ${KEY}`) }));
  try {
    const error = await failure(clientOf('https://kyc.example').getResult('x'));
    assert.match(error.cause.message, /cannot fetch/);
    assert.ok(!loggedText(error).includes(KEY), loggedText(error));
  } finally {
    globalThis.fetch = fetch;
  }
});

test('passes on numbers and undocumented fields exactly as sent', async (t) => {
  const text =
    '{"id":"x","technologies":[],"status":"FINISHED","b":1.10,"a":[9007199254740993,-0],"__proto__":{"c":1}}';
  const server = await serve(t, (_, response) => response.writeHead(200).end(text));
  const result = await clientOf(server.url).getResult('x');
  assert.deepEqual(Object.keys(result), ['id', 'technologies', 'status', 'b', 'a', '__proto__']);
  assert.equal(JSON.stringify(result), JSON.stringify(JSON.parse(text)));
  assert.ok(Object.is(result.a[1], -0));
  assert.equal(result.c, undefined);
});
