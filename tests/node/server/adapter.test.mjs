/** Tests of `toNodeHandler` in Express, with HTTP/2, and with the requests of serverless adapters. */
import assert from 'node:assert/strict';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { test } from 'node:test';
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

test('works with HTTP/2, whose requests have `:authority` instead of Host', async (t) => {
  const { url } = await mockSessions(t);
  const server = createHttp2Server(toNodeHandler(handlerWith({ baseUrl: url })));
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
      let status;
      let text = '';
      stream.setEncoding('utf8');
      stream.on('response', (fields) => {
        status = fields[':status'];
      });
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => resolve({ status, ...JSON.parse(text) }));
      stream.on('error', reject);
      stream.end(body);
    });
  const post = { ':method': 'POST', ':path': '/api/flow', 'content-type': 'application/json' };
  const created = await send({ ...post, origin: `http://${host}` }, '{}');
  assert.equal(created.status, 201);
  const path = `/api/flow/${created.session_id}`;
  const verdict = await send({ ':path': path, 'x-flow-token': created.token });
  assert.deepEqual([verdict.status, verdict.session_id], ['PROGRESS', created.session_id]);
  assert.equal((await send({ ...post, origin: 'http://evil.example' }, '{}')).error.code, 'forbidden');
});

test('reads `headers` if `rawHeaders` is missing, as with serverless adapters', async (t) => {
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
