/** Tests of the handler in servers: adapters, middleware, framework conventions. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toNodeHandler } from '../../../dist/server.js';
import {
  createRequest,
  errorOf,
  handlerWith,
  listen,
  mockService,
  mockSessions,
  verdictRequest,
} from './support.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('accepts correct TypeScript usage and rejects mistakes at compile time', async () => {
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--skipLibCheck',
    '--ignoreConfig',
  ];
  const target = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
  const lib = ['--lib', 'es2022,dom,dom.iterable,esnext.disposable', '--types', 'node'];
  const output = await new Promise((resolve) => {
    execFile(
      `${root}node_modules/.bin/tsc`,
      [...options, ...target, ...lib, 'tests/node/server/fixtures/hosts.check.ts'],
      { cwd: root },
      (error, output) => resolve(error ? output || String(error) : ''),
    );
  });
  assert.equal(output, '');
});

test('works as the method exports of a Next.js route', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  // app/api/flow/[[...path]]/route.ts
  const route = { GET: handler, POST: handler };
  const params = Promise.resolve({});
  const session = await (await route.POST(createRequest(), { params })).json();
  assert.equal((await route.GET(verdictRequest(session), { params })).status, 200);
});

/** A minimal Express: runs a middleware first and removes the mount path from the URL. */
const express =
  (mount, handler, middleware = () => {}) =>
  async (request, response) => {
    await middleware(request);
    request.originalUrl = request.url;
    request.url = request.url.slice(mount.length) || '/';
    await handler(request, response);
  };

/** A minimal `express.json()`; `empty` is the value of an empty body. */
const parseJson = (empty) => async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  request.body = text === '' ? empty : JSON.parse(text);
};

test('Express: works in a mounted path, after a body parser, with a user set by middleware', async (t) => {
  const { url } = await mockSessions(t);
  const seen = [];
  const handler = handlerWith({
    baseUrl: url,
    path: '/api/flow',
    authorize: (_, { user }) => user,
    metadata: ({ proposed }) => void seen.push(proposed),
  });
  for (const empty of [undefined, {}]) {
    const middleware = async (request) => {
      request.user = { id: 7 };
      await parseJson(empty)(request);
    };
    const base = await listen(t, express('/api/flow', toNodeHandler(handler), middleware));
    const post = (init) => fetch(`${base}/api/flow`, { method: 'POST', ...init });
    const headers = { 'content-type': 'application/json' };
    assert.equal((await post({ body: '{"metadata":"m"}', headers })).status, 201);
    const { session_id, token } = await (await post()).json();
    const read = await fetch(`${base}/api/flow/${session_id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(read.status, 200);
  }
  assert.deepEqual(seen, ['m', undefined, 'm', undefined]);
});

test('applies the same rules to a body parsed by middleware', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url, maxBody: 50 });
  const setBody = (body) => (request) => parseJson()(request).then(() => Object.assign(request, { body }));
  const post = async (body, type = 'application/json') => {
    const base = await listen(t, express('', toNodeHandler(handler), setBody(body)));
    const headers = { 'content-type': type, 'x-user': 'anna' };
    return fetch(base, { method: 'POST', headers, body: '{}' });
  };
  assert.equal((await post('{"metadata":1}')).status, 201);
  assert.equal((await post(Buffer.from('{"metadata":1}'))).status, 201);
  assert.equal(await errorOf(await post([])), '400 invalid-body');
  assert.equal(
    await errorOf(await post({ a: 1 }, 'application/x-www-form-urlencoded')),
    '415 unsupported-media-type',
  );
  assert.equal(await errorOf(await post({ a: 'x'.repeat(50) })), '413 body-too-large');
});

test('sends a Response of `authorize` with its status, cookies and body', async (t) => {
  const headers = new Headers([
    ['location', '/sign-in'],
    ['set-cookie', 'a=1; Path=/'],
    ['set-cookie', 'b=2; Path=/'],
  ]);
  const authorize = () => new Response('Sign in, please', { status: 303, headers });
  const base = await listen(t, toNodeHandler(handlerWith({ authorize })));
  const response = await fetch(`${base}/api/flow`, { method: 'POST', redirect: 'manual' });
  assert.equal(response.status, 303);
  assert.deepEqual(response.headers.getSetCookie(), ['a=1; Path=/', 'b=2; Path=/']);
  assert.equal(await response.text(), 'Sign in, please');
});

test('aborts the request to the service when the client disconnects', async (t) => {
  let closed;
  const received = Promise.withResolvers?.() ?? withResolvers();
  const slow = await listen(t, (request, response) => {
    closed = new Promise((resolve) => response.on('close', resolve));
    request.resume();
    received.resolve();
  });
  const handler = handlerWith({ baseUrl: slow });
  const base = await listen(t, toNodeHandler(handler));
  const client = new AbortController();
  const headers = { 'x-user': 'anna' };
  const response = fetch(`${base}/api/flow`, { method: 'POST', headers, signal: client.signal });
  await received.promise;
  client.abort();
  await assert.rejects(response);
  await closed;
  assert.deepEqual(handler.reports, []);
});

function withResolvers() {
  const deferred = {};
  deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  return deferred;
}

/** Sends a raw HTTP request; resolves to the status line of the response. */
function sendRaw(base, text) {
  const { port } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.once('error', reject);
    socket.once('data', (data) => {
      resolve(String(data).split('\r\n')[0]);
      socket.destroy();
    });
  });
}

test('a Host header cannot replace the path or name another host', async (t) => {
  const seen = [];
  const base = await listen(
    t,
    toNodeHandler(async ({ url }) => {
      seen.push(new URL(url).pathname);
      return new Response('x');
    }),
  );
  const get = (host) => sendRaw(base, `GET /public HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const invalid = [
    'app/api/flow/ID?',
    'app/api/flow/ID#',
    'app?',
    'app#',
    'app\\api\\flow',
    'evil@app',
    'u:p@app',
    'a b',
  ];
  for (const host of invalid) assert.equal(await get(host), 'HTTP/1.1 400 Bad Request', host);
  assert.deepEqual(seen, []);
  for (const host of ['', 'app', 'app:80', '[::1]:80', 'APP.']) {
    assert.equal(await get(host), 'HTTP/1.1 200 OK', host);
    assert.equal(seen.pop(), '/public', host);
  }
});

test('responds to requests that cannot be represented as a Fetch API Request', async (t) => {
  const { url, requests } = await mockService(t, () => Response.json({}));
  const handler = handlerWith({ baseUrl: url, authorize: () => 'anna' });
  let onCall = () => {};
  const called = (request) => {
    const call = handler(request);
    onCall(call);
    return call;
  };
  const base = await listen(t, toNodeHandler(called));
  const bad = 'HTTP/1.1 400 Bad Request';
  assert.equal(await sendRaw(base, 'POST /api/flow HTTP/1.1\r\nHost: a b\r\n\r\n'), bad);
  assert.equal(await sendRaw(base, 'TRACE /api/flow HTTP/1.1\r\nHost: a\r\n\r\n'), bad);
  assert.equal(await sendRaw(base, 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'), bad);
  // A path that starts with `//` is not a host: the request is still cross-site.
  const forged = 'POST //evil.example/api/flow HTTP/1.1\r\nHost: a\r\nOrigin: http://evil.example\r\n\r\n';
  assert.equal(await sendRaw(base, forged), 'HTTP/1.1 403 Forbidden');
  // The connection closes before the end of the body.
  const { port } = new URL(base);
  const truncated = 'POST /api/flow HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{';
  const call = new Promise((resolve) => {
    onCall = (promise) => resolve({ promise });
  });
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(truncated, () => socket.destroy()));
  // The handler has noticed the end.
  await (await call).promise;
  assert.deepEqual([requests, handler.reports], [[], []]);
});
