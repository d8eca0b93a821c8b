/** Tests of `toNodeHandler` in the frameworks, with the middleware and in the serverless adapter that people use. */
import assert from 'node:assert/strict';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect } from 'node:net';
import { test } from 'node:test';
import compression from 'compression';
import express5 from 'express';
import session from 'express-session';
import express4 from 'express4';
import fastify from 'fastify';
import Koa from 'koa';
import morgan from 'morgan';
import serverless from 'serverless-http';
import { toNodeHandler } from '../../../dist/server.js';
import { errorOf, handlerWith, listen, mockService, mockSessions } from './support.mjs';
import { EVENT, webhookWith } from './webhook-support.mjs';

/** Starts an app on a free port; returns its URL. Each takes the listener for `/api/flow` and for everything below it. */
const apps = {
  http: (t, listener) => listen(t, listener),
  'Express 4': (t, listener) => listen(t, express4().use('/api/flow', listener)),
  'Express 5': (t, listener) => listen(t, express5().use('/api/flow', listener)),
  'Express 4 with middleware': (t, listener) =>
    listen(t, withMiddleware(express4(), express4).use('/api/flow', listener)),
  'Express 5 with middleware': (t, listener) =>
    listen(t, withMiddleware(express5(), express5).use('/api/flow', listener)),
  Fastify: (t, listener) =>
    listenFastify(t, async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      routes(scope, ({ raw }, reply) => listener(raw, reply.raw));
    }),
  'Fastify with its body parser': (t, listener) =>
    listenFastify(t, async (scope) => {
      routes(scope, ({ raw, body }, reply) => listener(Object.assign(raw, { body }), reply.raw));
    }),
  Koa: (t, listener) => {
    const app = new Koa();
    app.use(async (context) => {
      context.respond = false;
      await listener(context.req, context.res);
    });
    return listen(t, app.callback());
  },
};

/** Adds middleware that reads bodies and wraps responses. */
function withMiddleware(app, { json, raw, text, urlencoded }) {
  const options = { secret: 'a secret', resave: true, saveUninitialized: true };
  app.use(morgan('combined', { stream: { write() {} } }));
  app.use(compression({ threshold: 0 }), session(options));
  return app.use(json(), urlencoded({ extended: true }), text(), raw());
}

/** Adds the routes of the handler to a Fastify app. */
function routes(scope, handle) {
  for (const url of ['/api/flow', '/api/flow/*']) {
    scope.all(url, (request, reply) => {
      reply.hijack();
      return handle(request, reply);
    });
  }
}

async function listenFastify(t, plugin) {
  const app = fastify({ forceCloseConnections: true });
  await app.register(plugin);
  t.after(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

const COOKIES = ['a=1; Path=/', 'b=2; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT'];

/** A fetch handler whose response has two cookies and, if `size` is given, a body of that size. */
const twoCookies = async (request) => {
  const headers = new Headers({ 'content-type': 'text/plain', 'x-other': 'kept' });
  for (const cookie of COOKIES) headers.append('set-cookie', cookie);
  const size = Number(new URL(request.url).searchParams.get('size'));
  return new Response(size > 0 ? 'x'.repeat(size) : null, { status: 403, headers });
};

/** Returns the cookies of a response that the handler has set, and asserts that it has no other than the session's. */
function ownCookies(response) {
  const cookies = response.headers.getSetCookie();
  const others = cookies.filter((cookie) => !COOKIES.includes(cookie));
  assert.ok(
    others.length <= 1 && others.every((cookie) => /^connect\.sid=s%3A\S+; Path=\/; HttpOnly$/.test(cookie)),
  );
  return cookies.filter((cookie) => COOKIES.includes(cookie));
}

for (const [name, start] of Object.entries(apps)) {
  test(`${name}: creates a session with metadata and returns its verdict`, async (t) => {
    const { url } = await mockSessions(t);
    const proposals = [];
    const metadata = ({ proposed }) => void proposals.push(proposed);
    const base = await start(t, toNodeHandler(handlerWith({ baseUrl: url, metadata })));
    const headers = { 'x-user': 'anna', 'content-type': 'application/json' };
    for (const init of [{ body: '{"metadata":{"a":"қ"}}', headers }, { headers: { 'x-user': 'anna' } }]) {
      const response = await fetch(`${base}/api/flow`, { method: 'POST', ...init });
      assert.equal(response.status, 201);
      const { session_id, token } = await response.json();
      const path = `${base}/api/flow/${session_id}`;
      const read = (user) => fetch(path, { headers: { 'x-user': user, 'x-flow-token': token } });
      assert.equal((await read('anna')).status, 200);
      assert.equal((await read('boris')).status, 404);
    }
    assert.deepEqual(proposals, [{ a: 'қ' }, undefined]);
    const head = await fetch(`${base}/api/flow`, { method: 'HEAD', headers });
    assert.deepEqual([head.status, head.headers.get('allow'), await head.text()], [405, 'POST', '']);
  });

  test(`${name}: sends every cookie, each header once, and the whole body`, async (t) => {
    const base = await start(t, toNodeHandler(twoCookies));
    for (const size of [0, 1, 20_000]) {
      for (const method of ['GET', 'HEAD', 'POST']) {
        const response = await fetch(`${base}/api/flow/x?size=${size}`, { method });
        assert.deepEqual([response.status, response.headers.get('x-other')], [403, 'kept']);
        assert.equal(response.headers.get('content-type').split(';')[0], 'text/plain');
        assert.deepEqual(ownCookies(response), COOKIES);
        if (name.endsWith('with middleware') && method === 'GET' && size > 0)
          assert.equal(response.headers.get('content-encoding'), 'gzip');
        assert.equal((await response.text()).length, method === 'HEAD' ? 0 : size);
      }
    }
  });

  test(`${name}: stops the request to the service when the client disconnects`, async (t) => {
    let aborted;
    const received = new Promise((resolve) => {
      aborted = resolve;
    });
    let reached;
    const arrived = new Promise((resolve) => {
      reached = resolve;
    });
    const { url } = await mockService(t, () => new Promise(() => {}));
    const handler = handlerWith({
      baseUrl: url,
      metadata: ({ request }) => {
        request.signal.addEventListener('abort', aborted);
        reached();
      },
    });
    const base = await start(t, toNodeHandler(handler));
    const client = new AbortController();
    const headers = { 'x-user': 'anna', 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: '{}', signal: client.signal };
    const response = fetch(`${base}/api/flow`, init);
    await arrived;
    client.abort();
    await assert.rejects(response);
    await received;
    assert.deepEqual(handler.reports, []);
  });
}

/** Events of AWS API Gateway for a POST, by version of their format. */
const events = {
  '1.0': (headers, body) => ({
    version: '1.0',
    httpMethod: 'POST',
    path: '/api/flow',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body,
    requestContext: { identity: {} },
  }),
  '2.0': (headers, body) => ({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/api/flow',
    rawQueryString: '',
    headers,
    body,
    requestContext: { http: { method: 'POST', path: '/api/flow', sourceIp: '127.0.0.1' } },
  }),
};

const serverlessApps = {
  listener: (listener) => listener,
  'Express 4': (listener) => express4().use(express4.json()).use('/api/flow', listener),
  'Express 5': (listener) => withMiddleware(express5(), express5).use('/api/flow', listener),
  Koa: (listener) =>
    new Koa().use(async (context) => {
      context.respond = false;
      await listener(context.req, context.res);
    }),
};

for (const [name, create] of Object.entries(serverlessApps)) {
  for (const [version, eventOf] of Object.entries(events)) {
    test(`serverless-http, ${name}, event ${version}: reads headers and body, and sends every cookie`, async (t) => {
      const { url } = await mockSessions(t);
      const proposals = [];
      const flow = handlerWith({ baseUrl: url, metadata: ({ proposed }) => void proposals.push(proposed) });
      const handle = serverless(create(toNodeHandler(flow)), { provider: 'aws' });
      const headers = { 'X-User': 'anna', 'Content-Type': 'application/json', Host: 'shop.example' };
      const created = await handle(eventOf(headers, '{"metadata":1}'), {});
      assert.equal(created.statusCode, 201, created.body);
      assert.equal((await handle(eventOf(headers, ''), {})).statusCode, 201);
      assert.deepEqual(proposals, [1, undefined]);
      const forged = { ...headers, Origin: 'https://evil.example' };
      assert.equal((await handle(eventOf(forged, '{}'), {})).statusCode, 403);
      assert.equal((await handle(eventOf({ Host: 'shop.example' }, ''), {})).statusCode, 401);
      const other = serverless(create(toNodeHandler(twoCookies)), { provider: 'aws' });
      const { statusCode, cookies, multiValueHeaders } = await other(eventOf(headers, ''), {});
      assert.equal(statusCode, 403);
      const sent = cookies ?? multiValueHeaders['set-cookie'];
      assert.deepEqual(sent.slice(0, 2), COOKIES);
    });
  }
}

test('uses the headers that middleware has changed', async (t) => {
  const { url } = await mockSessions(t);
  const listener = toNodeHandler(handlerWith({ baseUrl: url }));
  const app = express5();
  const changes = {
    '/added': (headers) => Object.assign(headers, { 'x-user': 'anna' }),
    '/number': (headers) => Object.assign(headers, { 'x-user': 7 }),
    '/removed': (headers) => delete headers['x-user'],
  };
  for (const [path, change] of Object.entries(changes)) {
    app.use(path, ({ headers }, _, next) => {
      change(headers);
      next();
    });
  }
  app.use(listener);
  const base = await listen(t, app);
  const statusOf = async (path, headers) => (await fetch(base + path, { method: 'POST', headers })).status;
  assert.equal(await statusOf('/added'), 201);
  assert.equal(await statusOf('/number'), 201);
  assert.equal(await statusOf('/removed', { 'x-user': 'anna' }), 401);
});

test('applies the rules for bodies after every body parser', async (t) => {
  const { url } = await mockSessions(t);
  const proposals = [];
  const flow = handlerWith({ baseUrl: url, metadata: ({ proposed }) => void proposals.push(proposed) });
  const everything = { type: () => true };
  for (const express of [express4, express5]) {
    const parsers = {
      json: express.json(),
      text: express.text(everything),
      raw: express.raw(everything),
      urlencoded: express.urlencoded({ extended: true }),
    };
    const app = express();
    for (const [name, parser] of Object.entries(parsers)) app.use(`/${name}`, parser);
    const base = await listen(t, app.use(toNodeHandler(flow)));
    const post = (path, type, body) =>
      fetch(`${base}/${path}`, { method: 'POST', headers: { 'x-user': 'a', 'content-type': type }, body });
    for (const name of Object.keys(parsers)) {
      assert.equal((await post(name, 'application/json', '{"metadata":"x"}')).status, 201, name);
      assert.equal(proposals.pop(), 'x', name);
      assert.equal((await post(name, 'application/json', '')).status, 201, name);
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        assert.equal(await errorOf(await post(name, type, 'a=1')), '415 unsupported-media-type', name);
      }
    }
  }
});

test('responds 500 and says why if a parser has read the body without passing it on', async (t) => {
  const { url, requests } = await mockSessions(t);
  const drain = async (request) => {
    for await (const _ of request);
  };
  const starts = {
    async Fastify(listener) {
      return listenFastify(t, async (scope) => routes(scope, ({ raw }, reply) => listener(raw, reply.raw)));
    },
    async http(listener) {
      return listen(t, (request, response) => drain(request).then(() => listener(request, response)));
    },
  };
  for (const [name, start] of Object.entries(starts)) {
    const flow = handlerWith({ baseUrl: url });
    const base = await start(toNodeHandler(flow));
    const headers = { 'x-user': 'anna', 'content-type': 'application/json' };
    const response = await fetch(`${base}/api/flow`, { method: 'POST', headers, body: '{"metadata":1}' });
    assert.equal(await errorOf(response), '500 internal', name);
    assert.match(flow.reports[0].message, /A body parser has read the body/);
    assert.equal(requests.length, 0);
    const empty = await fetch(`${base}/api/flow`, { method: 'POST', headers: { 'x-user': 'anna' } });
    assert.equal(empty.status, 201, name);
    requests.length = 0;
  }
});

test('Fastify with HTTP/2: accepts a parsed body without Content-Length', async (t) => {
  const { url } = await mockSessions(t);
  const proposals = [];
  const flow = handlerWith({ baseUrl: url, metadata: ({ proposed }) => void proposals.push(proposed) });
  const listener = toNodeHandler(flow);
  const app = fastify({ http2: true });
  routes(app, ({ raw, body }, reply) => listener(Object.assign(raw, { body }), reply.raw));
  const client = connectHttp2(await app.listen({ port: 0, host: '127.0.0.1' }));
  t.after(() => {
    client.destroy();
    return app.close();
  });
  const headers = { ':method': 'POST', ':path': '/api/flow', 'x-user': 'anna' };
  const send = (type, body) =>
    new Promise((resolve, reject) => {
      const stream = client.request({ ...headers, ...(type && { 'content-type': type }) });
      stream.on('response', ({ ':status': status }) => resolve(status));
      stream.resume();
      stream.on('error', reject);
      stream.end(body);
    });
  assert.equal(await send('application/json', '{"metadata":"x"}'), 201);
  assert.equal(await send(undefined, undefined), 201);
  assert.deepEqual(proposals, ['x', undefined]);
});

test('Express: reads a body after `setEncoding`, and reports why another cannot be read', async (t) => {
  const { url } = await mockSessions(t);
  for (const express of [express4, express5]) {
    const proposals = [];
    const flow = handlerWith({ baseUrl: url, metadata: ({ proposed }) => void proposals.push(proposed) });
    const app = express();
    for (const encoding of ['utf8', 'hex'])
      app.use(`/${encoding}`, (request, _, next) => {
        request.setEncoding(encoding);
        next();
      });
    app.use('/reviver', express.json({ reviver: (_, value) => (value === 7 ? 7n : value) }));
    const base = await listen(t, app.use(toNodeHandler(flow)));
    const headers = { 'x-user': 'anna', 'content-type': 'application/json' };
    const post = (path, metadata) =>
      fetch(`${base}/${path}`, { method: 'POST', headers, body: JSON.stringify({ metadata }) });
    assert.equal((await post('utf8', 'қ'.repeat(20_000))).status, 201);
    assert.deepEqual(proposals, ['қ'.repeat(20_000)]);
    assert.equal(await errorOf(await post('hex', 'x')), '500 internal');
    assert.equal(await errorOf(await post('reviver', 7)), '500 internal');
    const [hex, reviver] = flow.reports.map(({ message }) => message);
    assert.match(hex, /setEncoding\('hex'\)/);
    assert.match(reviver, /cannot be written as JSON/);
  }
});

/** Starts a server with HTTP/2 whose parser reads the body and keeps it elsewhere. */
const draining = {
  async Fastify(t, listener) {
    const app = fastify({ http2: true });
    routes(app, ({ raw }, reply) => listener(raw, reply.raw));
    t.after(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
  async http2(t, listener) {
    const server = createHttp2Server(async (request, response) => {
      for await (const _ of request);
      await listener(request, response);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
  },
};

for (const [name, start] of Object.entries(draining)) {
  test(`${name} with HTTP/2: responds 500 and says why if a parser has read the body without passing it on`, async (t) => {
    const { url, requests } = await mockSessions(t);
    const flow = handlerWith({ baseUrl: url });
    const events = webhookWith();
    const both = (request, ...rest) => (request.url.includes('webhook') ? events : flow)(request, ...rest);
    const client = connectHttp2(await start(t, toNodeHandler(both)));
    t.after(() => client.destroy());
    const post = (headers, options, body) =>
      new Promise((resolve, reject) => {
        const fields = { ':method': 'POST', ':path': '/api/flow', 'x-user': 'anna', ...headers };
        const stream = client.request(fields, options);
        stream.on('response', ({ ':status': status }) => resolve(status));
        stream.on('error', reject);
        stream.resume();
        if (!options.endStream) stream.end(body);
      });
    const type = { 'content-type': 'application/json' };
    const body = '{"metadata":1,"idempotency_key":"a"}';
    assert.equal(await post(type, {}, body), 500);
    assert.equal(await post({ ...type, 'content-length': body.length }, {}, body), 500);
    assert.deepEqual(
      flow.reports.map((error) => error.name),
      ['ConsumedBodyError', 'ConsumedBodyError'],
    );
    assert.equal(await post({ ...type, ':path': '/api/flow/webhook' }, {}, JSON.stringify(EVENT)), 500);
    assert.equal(events.reports[0]?.name, 'ConsumedBodyError');
    assert.equal(requests.length, 0);
    assert.equal(await post({}, { endStream: true }), 201);
    assert.equal(await post({ 'content-length': 0 }, {}), 201);
  });
}

test('makes no request for a client that disconnects before middleware calls the handler', async (t) => {
  const { url, requests } = await mockSessions(t);
  const flow = handlerWith({ baseUrl: url, metadata: ({ request }) => void signals.push(request.signal) });
  const signals = [];
  const listener = toNodeHandler(flow);
  const handled = new Promise((resolve) => {
    t.after(() => resolve());
    listen(t, (request, response) => {
      response.once('close', () => resolve(listener(request, response)));
      request.socket.destroy();
    }).then((base) => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write('POST /api/flow HTTP/1.1\r\nHost: a\r\nX-User: anna\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await handled;
  assert.deepEqual([signals, requests, flow.reports], [[], [], []]);
});
