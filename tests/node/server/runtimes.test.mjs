/** Runs the same backend on every runtime, over real connections. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { Hono } from 'hono';
import { createSandbox } from '../../../dist/sandbox.js';
import { createFlowHandler, toNodeHandler } from '../../../dist/server.js';
import { createApp } from './fixtures/app.mjs';
import { errorOf, KEY, runSession } from './support.mjs';
import { startWorkerd } from './workerd.mjs';

/** Cleanup functions that run after all tests. */
const cleanups = [];
const onEnd = (cleanup) => cleanups.push(cleanup);
after(() => Promise.all(cleanups.map((cleanup) => cleanup())));

async function listen(listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const sandbox = createSandbox({ settleMs: 0 });
const listenerOf = (fetch) => createRequestListener(fetch, { onError: () => {} });
const appFor = (service) => createApp(createFlowHandler, { apiKey: KEY, service });

const runtimes = {
  'Node’s http': (service) => listen(toNodeHandler(appFor(service))),
  Hono: (service) => {
    const handler = appFor(service);
    const app = new Hono();
    app.all('/api/flow/*', (c) => handler(c.req.raw));
    app.all('/fault/:name/api/flow/*', (c) => handler(c.req.raw));
    return listen(listenerOf(app.fetch));
  },
  'node-fetch-server': (service) => listen(listenerOf(appFor(service))),
  workerd: (service) => startWorkerd(onEnd, { FLOW_API_KEY: KEY, SERVICE: service }),
};

let service;
before(async () => {
  service = await listen(listenerOf(sandbox.fetch));
});

const create = (base, { user = 'anna', ...init } = {}) =>
  fetch(`${base}/api/flow`, { method: 'POST', ...init, headers: { 'x-user': user, ...init.headers } });

const read = (base, { session_id, token }, { user = 'anna', ...headers } = {}) =>
  fetch(`${base}/api/flow/${session_id}`, {
    headers: { 'x-user': user, authorization: `Bearer ${token}`, ...headers },
  });

const started = {};

for (const [name, start] of Object.entries(runtimes)) {
  describe(name, () => {
    let base;
    before(async () => {
      base = await start(service);
      started[name] = base;
    });

    test('creates a session and returns its verdict', async () => {
      const body = JSON.stringify({ metadata: { edocument: { phone: { value: '+77001234567' } } } });
      const response = await create(base, { body, headers: { 'content-type': 'application/json' } });
      assert.equal(response.status, 201);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.get('content-type'), 'application/json');
      const session = await response.json();
      const { session_id } = session;
      const known = await (await fetch(`${service}/sandbox/session/${session_id}`)).json();
      assert.equal(known.edocument.phone.value, '+77001234567');
      const progress = await (await read(base, session)).json();
      assert.deepEqual(progress, {
        session_id,
        status: 'PROGRESS',
        passed: null,
        cancelled: false,
        failure_reasons: [],
      });
      await runSession(service, session_id);
      const verdict = await (await read(base, session)).json();
      assert.deepEqual(verdict, {
        session_id,
        status: 'FINISHED',
        passed: true,
        cancelled: false,
        failure_reasons: [],
      });
    });

    test('responds 404 to other users, tokens and sessions', async () => {
      const session = await (await create(base)).json();
      const { token } = session;
      const flipped = `${token.slice(0, -1)}${token.at(-1) === 'A' ? 'Q' : 'A'}`;
      const bodies = await Promise.all([
        read(base, session, { user: 'boris' }),
        read(base, { ...session, token: flipped }),
        read(base, { ...session, session_id: 'another' }),
        read(base, { ...session, token: '' }),
      ]);
      for (const response of bodies) {
        assert.equal(response.status, 404);
        assert.equal(
          await response.text(),
          '{"error":{"code":"not-found","message":"Session not found.","retryable":false}}',
        );
      }
      assert.equal((await read(base, session)).status, 200);
    });

    test('rejects invalid requests', async () => {
      assert.equal(await errorOf(await create(base, { user: '' })), '401 unauthorized');
      const json = { 'content-type': 'application/json' };
      assert.equal(await errorOf(await create(base, { body: '{', headers: json })), '400 invalid-body');
      assert.equal(await errorOf(await create(base, { body: '{}' })), '415 unsupported-media-type');
      const metadata = '{"metadata":{"edocument":{"skip_input":true}}}';
      assert.equal(
        await errorOf(await create(base, { body: metadata, headers: json })),
        '400 invalid-metadata',
      );
      const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      assert.equal(await errorOf(await create(base, { headers: foreign })), '403 forbidden');
      const response = await fetch(`${base}/api/flow`, { method: 'DELETE' });
      assert.equal(response.headers.get('allow'), 'POST');
      assert.equal(await errorOf(response), '405 method-not-allowed');
    });

    test('rejects a body that is too large, with or without Content-Length, and handles the next request', async () => {
      const headers = { 'content-type': 'application/json' };
      assert.equal(
        await errorOf(await create(base, { body: 'x'.repeat(10_001), headers })),
        '413 body-too-large',
      );
      let left = 40;
      const body = new ReadableStream({
        pull(controller) {
          if (left-- === 0) controller.close();
          else controller.enqueue(new Uint8Array(1_000));
        },
      });
      // workerd closes the connection if a body without Content-Length is not read to its end.
      const closed = name === 'workerd' ? () => 'closed' : undefined;
      const outcome = await create(base, { body, duplex: 'half', headers }).then(errorOf, closed);
      assert.ok(['413 body-too-large', closed?.()].includes(outcome), outcome);
      assert.equal((await create(base)).status, 201);
    });

    test('allows listed origins by CORS', async () => {
      const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
      const preflight = await fetch(`${base}/api/flow`, { method: 'OPTIONS', headers });
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers.get('access-control-allow-origin'), 'https://app.example');
      assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET, POST');
      const response = await create(base, { headers: { origin: 'https://app.example' } });
      assert.equal(response.status, 201);
      assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
    });

    test('maps faults of the service to statuses and codes', async () => {
      const faults = {
        'api-403': '502 http',
        'api-429': '429 rate-limited retryable',
        'api-502': '502 http retryable',
        'api-html': '502 invalid-response',
        'api-hang': '504 timeout retryable',
      };
      for (const [fault, outcome] of Object.entries(faults)) {
        const response = await create(`${base}/fault/${fault}`);
        assert.equal(response.headers.get('retry-after'), fault === 'api-429' ? '1' : null);
        assert.equal(await errorOf(response), outcome, fault);
      }
    });

    test('handles concurrent requests', async () => {
      const all = await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const user = `user-${index}`;
          const session = await (await create(base, { user })).json();
          const response = await read(base, session, { user });
          assert.equal((await response.json()).session_id, session.session_id);
          return session.session_id;
        }),
      );
      assert.equal(new Set(all).size, 60);
    });
  });
}

test('every runtime accepts the sessions of every other runtime', async () => {
  const bases = Object.entries(started);
  assert.equal(bases.length, 4);
  for (const [creator, base] of bases) {
    const session = await (await create(base)).json();
    for (const [reader, other] of bases) {
      assert.equal((await read(other, session)).status, 200, `${creator} → ${reader}`);
      assert.equal((await read(other, session, { user: 'boris' })).status, 404, `${creator} → ${reader}`);
    }
  }
});
