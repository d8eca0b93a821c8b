/** What hosts do around the handler: adapters, middlewares, framework shapes. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toNodeHandler } from '../../../dist/server.js';
import { creation, errorOf, handlerOf, listen, question, service, sessions } from './support.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('what hosts write in TypeScript compiles, and what would be a mistake does not', async () => {
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--skipLibCheck',
    '--ignoreConfig',
  ];
  const place = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
  const lib = ['--lib', 'es2022,dom,dom.iterable,esnext.disposable', '--types', 'node'];
  const output = await new Promise((resolve) => {
    execFile(
      `${root}node_modules/.bin/tsc`,
      [...options, ...place, ...lib, 'tests/node/server/fixtures/hosts.check.ts'],
      { cwd: root },
      (error, output) => resolve(error ? output || String(error) : ''),
    );
  });
  assert.equal(output, '');
});

test('a Next.js route is its handler under the methods’ names', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  // app/api/flow/[[...path]]/route.ts
  const route = { GET: handler, POST: handler };
  const params = Promise.resolve({});
  const session = await (await route.POST(creation(), { params })).json();
  assert.equal((await route.GET(question(session), { params })).status, 200);
});

/** Express in small: a middleware sees the request first, and a mount cuts its path off. */
const express =
  (mount, handler, middleware = () => {}) =>
  async (request, response) => {
    await middleware(request);
    request.originalUrl = request.url;
    request.url = request.url.slice(mount.length) || '/';
    await handler(request, response);
  };

/** What `express.json()` leaves behind; `nothing` is what it makes of no body. */
const parsed = (nothing) => async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  request.body = text === '' ? nothing : JSON.parse(text);
};

test('Express: below a mount, after a parser, with the user that a middleware found', async (t) => {
  const { url } = await sessions(t);
  const seen = [];
  const handler = handlerOf({
    baseUrl: url,
    path: '/api/flow',
    authorize: (_, { user }) => user,
    metadata: ({ proposed }) => void seen.push(proposed),
  });
  for (const nothing of [undefined, {}]) {
    const middleware = async (request) => {
      request.user = { id: 7 };
      await parsed(nothing)(request);
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

test('a parsed body is held to the same rules', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url, maxBody: 50 });
  const leave = (body) => (request) => parsed()(request).then(() => Object.assign(request, { body }));
  const asked = async (body, type = 'application/json') => {
    const base = await listen(t, express('', toNodeHandler(handler), leave(body)));
    const headers = { 'content-type': type, 'x-user': 'anna' };
    return fetch(base, { method: 'POST', headers, body: '{}' });
  };
  assert.equal((await asked('{"metadata":1}')).status, 201);
  assert.equal((await asked(Buffer.from('{"metadata":1}'))).status, 201);
  assert.equal(await errorOf(await asked([])), '400 invalid-body');
  assert.equal(
    await errorOf(await asked({ a: 1 }, 'application/x-www-form-urlencoded')),
    '415 unsupported-media-type',
  );
  assert.equal(await errorOf(await asked({ a: 'x'.repeat(50) })), '413 body-too-large');
});

test('what `authorize` answers arrives whole: status, cookies, body', async (t) => {
  const headers = new Headers([
    ['location', '/sign-in'],
    ['set-cookie', 'a=1; Path=/'],
    ['set-cookie', 'b=2; Path=/'],
  ]);
  const authorize = () => new Response('Sign in, please', { status: 303, headers });
  const base = await listen(t, toNodeHandler(handlerOf({ authorize })));
  const response = await fetch(`${base}/api/flow`, { method: 'POST', redirect: 'manual' });
  assert.equal(response.status, 303);
  assert.deepEqual(response.headers.getSetCookie(), ['a=1; Path=/', 'b=2; Path=/']);
  assert.equal(await response.text(), 'Sign in, please');
});

test('who goes away ends the request to the service too', async (t) => {
  let ended;
  const asked = Promise.withResolvers?.() ?? withResolvers();
  const slow = await listen(t, (request, response) => {
    ended = new Promise((resolve) => response.on('close', resolve));
    request.resume();
    asked.resolve();
  });
  const handler = handlerOf({ baseUrl: slow });
  const base = await listen(t, toNodeHandler(handler));
  const gone = new AbortController();
  const headers = { 'x-user': 'anna' };
  const answer = fetch(`${base}/api/flow`, { method: 'POST', headers, signal: gone.signal });
  await asked.promise;
  gone.abort();
  await assert.rejects(answer);
  await ended;
  assert.deepEqual(handler.told, []);
});

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/** Sends bytes as they are; resolves with the first line of the answer. */
function raw(base, text) {
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

test('requests that are none to fetch are answered, not crashed on', async (t) => {
  const { url, requests } = await service(t, () => Response.json({}));
  const handler = handlerOf({ baseUrl: url, authorize: () => 'anna' });
  const base = await listen(t, toNodeHandler(handler));
  const bad = 'HTTP/1.1 400 Bad Request';
  assert.equal(await raw(base, 'POST /api/flow HTTP/1.1\r\nHost: a b\r\n\r\n'), bad);
  assert.equal(await raw(base, 'TRACE /api/flow HTTP/1.1\r\nHost: a\r\n\r\n'), bad);
  assert.equal(await raw(base, 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'), bad);
  // A path that looks like an address names no host: the page is still a foreign one.
  const forged = 'POST //evil.example/api/flow HTTP/1.1\r\nHost: a\r\nOrigin: http://evil.example\r\n\r\n';
  assert.equal(await raw(base, forged), 'HTTP/1.1 403 Forbidden');
  // A body that breaks off.
  const { port } = new URL(base);
  const broken = 'POST /api/flow HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{';
  await new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(broken, () => socket.destroy()));
    socket.once('close', resolve);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual([requests, handler.told], [[], []]);
});
