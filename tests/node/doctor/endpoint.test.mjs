// `doctor --endpoint`: a backend, with unauthenticated requests.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { createFlowHandler, toNodeHandler } from '../../../dist/server.js';
import { doctor, examine, fakeService, json, KEY, serve } from './support.mjs';

const check = (url, options = {}) =>
  examine({ endpoint: { url: `${url}/api/flow?a=query-secret`, create: false, ...options } });

/** Serves the package's handler with a service behind it. */
async function serveHandler(t, options) {
  const service = await fakeService(t);
  const handler = createFlowHandler({ apiKey: KEY, baseUrl: service.url, ...options });
  const server = createServer(toNodeHandler(handler));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}`, service };
}

test("the package's handler is healthy, and no session is created", async (t) => {
  for (const cors of [undefined, { origins: ['https://shop.example'] }]) {
    const { url, service } = await serveHandler(t, { authorize: () => null, ...(cors && { cors }) });
    for (const create of [false, true]) {
      const { findings, problems, text } = await check(url, { create });
      assert.equal(problems, 0, text);
      assert.equal(findings['endpoint/create'].status, create ? 'ok' : 'unknown');
      assert.ok(
        Object.values(findings).every(({ status }) => status !== 'warning'),
        text,
      );
    }
    assert.deepEqual(service.requests, []);
  }
});

test('without --create no POST is sent; with it, a session that is created is a warning', async (t) => {
  const { url, service } = await serveHandler(t, { authorize: () => 'everyone' });
  await check(url);
  assert.deepEqual(service.requests, []);
  const { findings } = await check(url, { create: true });
  assert.equal(findings['endpoint/create'].status, 'warning');
  assert.equal(findings['endpoint/csrf'].status, 'ok');
  assert.equal(service.requests.length, 1);
});

const refuse = (response, status, headers = {}) =>
  json(
    response,
    status,
    { error: { code: 'unauthorized', message: 'x', retryable: false } },
    { 'cache-control': 'no-store', ...headers },
  );

test('a backend that answers as documented is healthy', async (t) => {
  const { url } = await serve(t, (_request, response) => refuse(response, 401));
  const { findings, problems } = await check(url, { create: true });
  assert.equal(problems, 0);
  assert.ok(Object.values(findings).every(({ status }) => status === 'ok'));
});

for (const [name, respond, id, status] of [
  ['answers 200', (_, response) => json(response, 200, { passed: false }), 'endpoint/read', 'problem'],
  [
    'answers with a page',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
    'endpoint/read',
    'problem',
  ],
  ['answers 500', (_, response) => refuse(response, 500), 'endpoint/read', 'problem'],
  [
    'redirects to a login',
    (_, response) => response.writeHead(302, { location: '/login?next=query-secret' }).end(),
    'endpoint/read',
    'problem',
  ],
  [
    'answers errors in another form',
    (_, response) => json(response, 401, { detail: 'x' }),
    'endpoint/read/shape',
    'warning',
  ],
  [
    'may be cached',
    (_, response) => refuse(response, 401, { 'cache-control': 'private' }),
    'endpoint/cache',
    'warning',
  ],
  [
    'allows every origin',
    (_, response) => refuse(response, 401, { 'access-control-allow-origin': '*' }),
    'endpoint/cors',
    'problem',
  ],
  [
    'repeats any origin',
    ({ headers }, response) =>
      refuse(response, 401, {
        'access-control-allow-origin': headers.origin ?? 'null',
        'access-control-allow-credentials': 'true',
      }),
    'endpoint/cors',
    'problem',
  ],
  [
    'allows any preflight',
    ({ method, headers }, response) =>
      method === 'OPTIONS'
        ? response.writeHead(204, { 'access-control-allow-origin': headers.origin }).end()
        : refuse(response, 401),
    'endpoint/preflight',
    'problem',
  ],
  [
    'has no CSRF protection',
    ({ method, headers }, response) =>
      method === 'POST' && headers.origin ? json(response, 201, {}) : refuse(response, 401),
    'endpoint/csrf',
    'problem',
  ],
  [
    'checks the origin late',
    ({ method, headers }, response) =>
      method === 'POST' && headers.origin ? json(response, 400, {}) : refuse(response, 401),
    'endpoint/csrf',
    'warning',
  ],
  [
    'fails to create',
    ({ method }, response) => refuse(response, method === 'POST' ? 500 : 401),
    'endpoint/create',
    'problem',
  ],
  [
    'names the field of the key',
    (_, response) => json(response, 401, { error: { code: 'x', message: 'flow_api_key' } }),
    'endpoint/key',
    'problem',
  ],
]) {
  test(`a backend that ${name}`, async (t) => {
    const { url } = await serve(t, respond);
    const { findings, text } = await check(url, { create: true });
    assert.equal(findings[id]?.status, status, text);
  });
}

test('the key in a response is found if it is known, also in base64, and is not repeated', async (t) => {
  for (const leak of [KEY, btoa(KEY)]) {
    const { url } = await serve(t, (_request, response) =>
      json(response, 401, { error: { code: 'x', message: `failed: ${leak}` } }),
    );
    const findings = await doctor.checkEndpoint(url, { key: KEY });
    assert.equal(findings.find(({ id }) => id === 'endpoint/key').status, 'problem');
    assert.ok(!JSON.stringify(findings).includes(leak));
  }
});

test('given headers are sent, and an aborted signal ends the check', async (t) => {
  const { url, requests } = await serve(t, (_request, response) => refuse(response, 401));
  await doctor.checkEndpoint(url, { headers: { cookie: 'a=cookie-value-123' } });
  assert.ok(requests.every(({ headers }) => headers.cookie === 'a=cookie-value-123'));
  await assert.rejects(doctor.checkEndpoint(url, { signal: AbortSignal.abort(new Error('stop')) }), /stop/);
});

test('the session id is appended to the path, and a query is kept', async (t) => {
  const { url, requests } = await serve(t, (_request, response) => refuse(response, 401));
  await doctor.checkEndpoint(`${url}/api/flow/?a=1`);
  assert.match(requests[0].url, /^\/api\/flow\/[\da-f-]{36}\?a=1$/);
});
