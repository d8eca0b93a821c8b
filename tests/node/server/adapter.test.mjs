/** Tests of `toNodeHandler` in Express, with HTTP/2, and with the requests of serverless adapters. */
import assert from 'node:assert/strict';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { toNodeHandler } from '../../../dist/server.js';
import { errorOf, handlerWith, listen, mockSessions } from './support.mjs';
import { EVENT, webhookWith } from './webhook-support.mjs';

const COOKIES = ['a=1; Path=/', 'b=2; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT'];

/** A fetch handler whose response sets two cookies. */
const twoCookies = async () => {
  const headers = new Headers({ vary: 'Origin', 'content-type': 'text/plain' });
  for (const cookie of COOKIES) headers.append('set-cookie', cookie);
  return new Response('signed in', { status: 403, headers });
};

test('Express: creates a session, with a user set by middleware, and returns its verdict', async (t) => {
  const { url } = await mockSessions(t);
  const app = express();
  app.use((request, _, next) => {
    request.user = { id: request.get('x-user') };
    next();
  });
  const handler = handlerWith({
    baseUrl: url,
    authorize: (_, { user }) => user,
    metadata: ({ proposed }) => proposed,
  });
  app.use('/streamed', toNodeHandler(handler));
  app.use('/parsed', express.json(), toNodeHandler(handler));
  app.all('/routed{/*path}', express.json(), toNodeHandler(handler));
  const base = await listen(t, app);
  const headers = { 'x-user': 'anna', 'content-type': 'application/json' };
  for (const path of ['/streamed', '/parsed', '/routed']) {
    for (const init of [{}, { body: '{}' }]) {
      const response = await fetch(`${base}${path}`, { method: 'POST', headers, ...init });
      assert.equal(response.status, 201, path);
      const { session_id, token } = await response.json();
      const read = (user) =>
        fetch(`${base}${path}/${session_id}`, { headers: { 'x-user': user, 'x-flow-token': token } });
      assert.equal((await read('anna')).status, 200);
      assert.equal((await read('boris')).status, 404);
    }
    const invalid = JSON.stringify({ metadata: { edocument: 5 } });
    const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: invalid });
    assert.equal(await errorOf(response), '400 invalid-metadata');
  }
});

test('Express: receives webhooks, after a body parser as well', async (t) => {
  const handler = webhookWith({ secret: 'a-secret-for-webhooks' });
  const app = express();
  app.post('/streamed/:secret', toNodeHandler(handler));
  app.post('/parsed/:secret', express.json(), toNodeHandler(handler));
  const base = await listen(t, app);
  for (const path of ['streamed', 'parsed']) {
    const body = JSON.stringify({ ...EVENT, id: path, event: 'flow.start' });
    const headers = { 'content-type': 'application/json' };
    const send = (secret) => fetch(`${base}/${path}/${secret}`, { method: 'POST', headers, body });
    assert.equal((await send('a-secret-for-webhooks')).status, 200);
    assert.equal((await send('another-secret')).status, 404);
  }
  assert.deepEqual(
    handler.events.map(([{ id }]) => id),
    ['streamed', 'parsed'],
  );
});

/** Middleware like `on-headers`, which session and compression middleware use: sets headers in a wrapped `writeHead`. */
function onHeaders(_, response, next) {
  const { writeHead } = response;
  response.writeHead = function (status, ...rest) {
    const headers = rest.find((argument) => typeof argument === 'object');
    for (const [name, value] of Object.entries(headers ?? {})) this.setHeader(name, value);
    const cookies = [this.getHeader('set-cookie') ?? []].flat();
    this.setHeader('set-cookie', [...cookies, 'session=3']);
    return writeHead.call(this, status);
  };
  next();
}

test('sends all cookies and headers, also of middleware that sets its own', async (t) => {
  const app = express();
  app.use('/early', (_, response, next) => {
    response.cookie('early', '0', { path: '/' });
    response.vary('Accept-Encoding');
    next();
  });
  app.use('/late', onHeaders);
  app.use(toNodeHandler(twoCookies));
  const base = await listen(t, app);
  const expected = { '': [], '/early': ['early=0; Path=/'], '/late': [] };
  for (const [path, earlier] of Object.entries(expected)) {
    const response = await fetch(`${base}${path}`);
    assert.equal(response.status, 403);
    assert.equal(response.headers.get('content-type'), 'text/plain');
    assert.equal(response.headers.get('vary'), path === '/early' ? 'Accept-Encoding, Origin' : 'Origin');
    assert.equal(await response.text(), 'signed in');
    const later = path === '/late' ? ['session=3'] : [];
    assert.deepEqual(response.headers.getSetCookie(), [...earlier, ...COOKIES, ...later], path);
  }
});

/** Starts an HTTP/2 server. Returns its host and a function that sends a request and returns status, headers and text. */
async function listenHttp2(t, listener) {
  const server = createHttp2Server(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  const client = connect(`http://${host}`);
  t.after(() => {
    client.close();
    return new Promise((resolve) => server.close(resolve));
  });
  const send = (headers, body) =>
    new Promise((resolve, reject) => {
      const stream = client.request({ 'x-user': 'anna', ...headers });
      let fields;
      let text = '';
      stream.setEncoding('utf8');
      stream.on('response', (received) => {
        fields = received;
      });
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => resolve({ status: fields?.[':status'], headers: fields, text }));
      stream.on('error', reject);
      stream.end(body);
    });
  return { host, send };
}

const POST = { ':method': 'POST', ':path': '/api/flow', 'content-type': 'application/json' };

test('works with HTTP/2, whose requests have `:authority` instead of Host', async (t) => {
  const { url } = await mockSessions(t);
  const { host, send } = await listenHttp2(t, toNodeHandler(handlerWith({ baseUrl: url })));
  const json = async (...request) => {
    const { status, text } = await send(...request);
    return { status, ...JSON.parse(text) };
  };
  const created = await json({ ...POST, origin: `http://${host}` }, '{}');
  assert.equal(created.status, 201);
  const path = `/api/flow/${created.session_id}`;
  const verdict = await json({ ':path': path, 'x-flow-token': created.token });
  assert.deepEqual([verdict.status, verdict.session_id], ['PROGRESS', created.session_id]);
  assert.equal((await json({ ...POST, origin: 'http://evil.example' }, '{}')).error.code, 'forbidden');
});

test('HTTP/2: prefers `:authority` to a Host header that is sent as well', async (t) => {
  const { url } = await mockSessions(t);
  const { host, send } = await listenHttp2(t, toNodeHandler(handlerWith({ baseUrl: url })));
  const origin = `http://${host}`;
  for (const [authority, header] of [
    [host, host],
    [host, 'other.example'],
    [undefined, host],
  ]) {
    const { status } = await send(
      { ...POST, ...(authority && { ':authority': authority }), host: header, origin },
      '{}',
    );
    assert.equal(status, 201, `${authority} ${header}`);
  }
});

test('does not send headers of the connection, which HTTP/2 forbids', async (t) => {
  const names = [
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ];
  const headers = { ...Object.fromEntries(names.map((name) => [name, 'x'])), 'x-other': 'kept' };
  const listener = toNodeHandler(async () => new Response('body', { headers }));
  const { send } = await listenHttp2(t, listener);
  const second = await send({ ':path': '/' });
  assert.deepEqual([second.status, second.text], [200, 'body']);
  const first = await fetch(await listen(t, listener));
  assert.deepEqual([first.status, await first.text()], [200, 'body']);
  for (const received of [new Headers(first.headers), new Map(Object.entries(second.headers))]) {
    assert.equal(received.get('x-other'), 'kept');
    for (const name of names) assert.notEqual(received.get(name) ?? '', 'x', name);
    assert.equal(received.get('content-length'), '4');
  }
});

test('sends a response of `fetch` that `authorize` returns, chunked or compressed, with HTTP/1 and 2', async (t) => {
  const text = JSON.stringify({ error: 'x'.repeat(500) });
  const compressed = gzipSync(text);
  const login = await listen(t, ({ url }, response) => {
    if (url === '/chunked') {
      response.statusCode = 403;
      response.write(text.slice(0, 5));
      return response.end(text.slice(5));
    }
    response.writeHead(403, { 'content-encoding': 'gzip', 'content-length': compressed.length });
    response.end(compressed);
  });
  for (const path of ['/chunked', '/compressed']) {
    const flow = handlerWith({ authorize: () => fetch(login + path) });
    for (const listener of [toNodeHandler(flow), toNodeHandler(() => fetch(login + path))]) {
      const first = await fetch(await listen(t, listener), { method: 'POST' });
      assert.deepEqual([first.status, await first.text()], [403, text], path);
      const { send } = await listenHttp2(t, listener);
      const second = await send(POST);
      assert.deepEqual([second.status, second.text], [403, text], path);
      assert.equal(Number(second.headers['content-length']), text.length);
    }
  }
});

test("keeps Content-Encoding of a handler's own response, and Content-Length of a response to HEAD", async (t) => {
  const base = await listen(
    t,
    toNodeHandler(async ({ method }) =>
      method === 'HEAD'
        ? new Response(null, { headers: { 'content-length': '500' } })
        : new Response(gzipSync('text'), { headers: { 'content-encoding': 'gzip', 'content-length': '1' } }),
    ),
  );
  const response = await fetch(base);
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  assert.equal(await response.text(), 'text');
  const head = await fetch(base, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), '500');
});

test('responds 500 without headers if a response cannot be sent', async (t) => {
  const unreadable = new ReadableStream({ pull: (controller) => controller.error(new Error('no body')) });
  const responses = {
    'status 0': () => Response.error(),
    'an unreadable body': () => new Response(unreadable),
    'a header that middleware rejects': () => new Response('x', { headers: { a: '1', 'x-rejected': '2' } }),
    rejects: () => Promise.reject(new Error('failed')),
  };
  for (const [name, respond] of Object.entries(responses)) {
    const handler = toNodeHandler(async () => respond());
    const listener = (request, response) => {
      const { setHeader } = response;
      response.setHeader = function (header, value) {
        if (header === 'x-rejected') throw new Error('rejected');
        return setHeader.call(this, header, value);
      };
      return handler(request, response);
    };
    const first = await fetch(await listen(t, listener));
    assert.deepEqual([first.status, first.headers.get('a')], [500, null], name);
    const { send } = await listenHttp2(
      t,
      toNodeHandler(async () => respond()),
    );
    if (!name.includes('middleware')) assert.equal((await send({ ':path': '/' })).status, 500, name);
  }
});

test('closes the connection if not even an error response can be sent', async () => {
  const requests = { 400: { method: 'TRACE' }, 500: { method: 'GET' } };
  for (const [status, { method }] of Object.entries(requests)) {
    let destroyed = false;
    const listener = toNodeHandler(() => Promise.reject(new Error('failed')));
    const incoming = { method, url: '/', headers: {}, readableEnded: true, destroyed: false };
    const outgoing = {
      headersSent: false,
      on() {},
      getHeaderNames: () => [],
      end() {
        assert.equal(this.statusCode, Number(status));
        throw new Error('cannot send');
      },
      destroy() {
        destroyed = true;
      },
    };
    await listener(incoming, outgoing);
    assert.equal(destroyed, true);
  }
});

test('accepts lists and missing values in `headers`, and requests without `rawHeaders`', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({
    baseUrl: url,
    authorize: (request) => {
      assert.equal(request.headers.get('accept'), 'application/json, text/plain');
      return request.headers.get('x-user');
    },
  });
  const nodeHandler = toNodeHandler(handler);
  const base = await listen(t, (request, response) => {
    Object.defineProperty(request, 'rawHeaders', { value: undefined });
    Object.defineProperty(request, 'headers', {
      value: { ...request.headers, accept: ['application/json', 'text/plain'], 'x-none': undefined },
    });
    return nodeHandler(request, response);
  });
  const headers = { 'x-user': 'anna', 'content-type': 'application/json' };
  const response = await fetch(base, { method: 'POST', headers, body: '{}' });
  assert.equal(response.status, 201);
});
