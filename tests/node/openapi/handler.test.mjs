// Every response of the backend handlers is one of docs/openapi/backend.yaml, and every response there occurs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  createRequest,
  createSession,
  handlerWith,
  mockService,
  mockSessions,
  startSandbox,
  verdictRequest,
} from '../server/support.mjs';
import { EVENT, eventRequest, flowEnd, webhookWith } from '../server/webhook-support.mjs';
import { createChecker, readDocument } from './support.mjs';

const PAGE = 'https://app.example';
const cors = { origins: [PAGE] };
const SECRET = 'a-webhook-secret-0123456789';
const path = `/webhooks/flow/${SECRET}`;
const START = { ...EVENT, event: 'flow.start' };
const FINISHED = { status: 'FINISHED', flow_session_result: true };

const checker = createChecker(readDocument('backend'), { headers: true });

/** Checks a response, and that an error has a code and a `retryable` that the document has for its status. */
async function check(operationId, response, status) {
  assert.equal(response.status, status, operationId);
  const body = await checker.checkResponse(operationId, response);
  if (!body?.error) return body;
  const { examples } = checker.operations[operationId].responses[status].content['application/json'];
  const { code, retryable } = body.error;
  const isListed = Object.values(examples).some(
    ({ value: { error } }) => error.code === code && error.retryable === retryable,
  );
  assert.ok(isListed, `${operationId} ${status}: ${code}, retryable: ${retryable}`);
  return body;
}

const creates = async (status, request, options) =>
  check('createSession', await handlerWith({ cors, retries: 0, ...options })(createRequest(request)), status);
const receives = async (status, event, options, request) =>
  check(
    'receiveEvent',
    await webhookWith({ secret: SECRET, retries: 0, ...options })(eventRequest(event, { path, ...request })),
    status,
  );

/** A body that never ends. */
const endless = () => ({
  body: new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) }),
  duplex: 'half',
});

let sandbox;
let services;
let release;
before(async () => {
  const closers = [];
  const scope = { after: (work) => closers.push(work) };
  release = () => Promise.all(closers.map((close) => close()));
  sandbox = await startSandbox(scope);
  services = {
    passed: await mockSessions(scope, FINISHED),
    pending: await mockSessions(scope, { status: 'PROGRESS' }),
    foreign: await mockService(scope, ({ method }) =>
      Response.json(
        method === 'POST' ? { session_id: 's', technologies: [] } : { id: 'x', technologies: [] },
      ),
    ),
  };
});
after(() => release());

test('creates a session', async () => {
  for (const headers of [{}, { origin: PAGE, 'sec-fetch-site': 'cross-site' }]) {
    for (const body of [undefined, {}, { metadata: { anything: [1] } }])
      await creates(201, { headers, body }, { baseUrl: sandbox });
  }
});

test('rejects requests that create no session', async () => {
  const baseUrl = sandbox;
  for (const body of ['{', '[]', 'null']) await creates(400, { body }, { baseUrl });
  await creates(400, { body: {} }, { baseUrl, metadata: { edocument: { iin: '900101400013' } } });
  await creates(401, { user: '' }, { baseUrl });
  await creates(403, { headers: { origin: 'https://evil.example' } }, { baseUrl });
  const headers = { 'content-type': 'application/json' };
  const slow = new Request(createRequest({ headers }), endless());
  await check('createSession', await handlerWith({ cors, baseUrl, bodyTimeout: 50 })(slow), 408);
  await creates(413, { body: { metadata: 'x'.repeat(99) } }, { baseUrl, maxBody: 50 });
  await creates(415, { body: '{}', headers: { 'content-type': 'text/plain' } }, { baseUrl });
  const failing = () => {
    throw new Error('failed');
  };
  await creates(500, {}, { baseUrl, authorize: failing });
  await creates(500, {}, { baseUrl, onCreated: failing });
});

/** The statuses to which the handlers map each fault of the service. */
const FAULTS = {
  'api-400': 502,
  'api-401': 502,
  'api-403': 502,
  'api-429': 429,
  'api-500': 502,
  'api-502': 502,
  'api-503': 502,
  'api-html': 502,
  'api-empty': 502,
  'api-wrong-types': 502,
  'api-cut': 502,
  'api-hang': 504,
};

test('passes on failures of the service', async () => {
  const session = await createSession(handlerWith({ baseUrl: sandbox }));
  for (const [fault, status] of Object.entries({ ...FAULTS, 'api-404': 502 })) {
    const options = { cors, baseUrl: `${sandbox}/fault/${fault}`, retries: 0, timeout: 300 };
    await creates(status, {}, options);
    const read = fault === 'api-404' ? 404 : status;
    await check('readVerdict', await handlerWith(options)(verdictRequest(session)), read);
    await receives(read, { ...flowEnd(session), id: fault }, { ...options, cors: undefined });
  }
  await creates(502, {}, { baseUrl: 'http://127.0.0.1:1' });
});

test('returns verdicts', async (t) => {
  const results = [
    { status: 'PROGRESS' },
    FINISHED,
    { status: 'FAILED', liveness_result: { result: false, failure_reason: { type: 'NO_CAM' } } },
    { status: 'CANCELLED' },
    { status: 'ARCHIVED', finished_at: '2026-01-01T10:00:00Z' },
  ];
  for (const result of results) {
    const { url } = await mockSessions(t, result);
    const handler = handlerWith({ cors, baseUrl: url });
    const session = await createSession(handler);
    for (const origin of [undefined, PAGE, 'https://evil.example']) {
      const request = verdictRequest(session, { headers: origin && { origin } });
      const verdict = await check('readVerdict', await handler(request), 200);
      assert.equal(verdict.session_id, session.session_id);
    }
  }
});

test('rejects requests for verdicts', async () => {
  const { url } = services.passed;
  const handler = handlerWith({ cors, baseUrl: url });
  const session = await createSession(handler);
  const read = async (status, request, options) =>
    check('readVerdict', await handlerWith({ cors, baseUrl: url, ...options })(request), status);
  await read(401, verdictRequest(session, { user: '' }));
  await read(404, verdictRequest(session, { user: 'bob' }));
  await read(404, verdictRequest({ ...session, token: undefined }));
  await read(404, verdictRequest({ ...session, session_id: '%ff' }));
  // A backend of another kind can say that the verdict is gone.
  const error = { code: 'gone', message: 'This session is no longer available.', retryable: false };
  await read(410, verdictRequest(session), { authorize: () => Response.json({ error }, { status: 410 }) });
  const rejecting = () => Promise.reject(new Error('failed'));
  await read(500, verdictRequest(session), { present: rejecting });
  await read(500, verdictRequest(session), { onVerdict: rejecting });
  const foreign = handlerWith({ cors, baseUrl: services.foreign.url });
  await check('readVerdict', await foreign(verdictRequest(await createSession(foreign))), 502);
});

test('answers preflights, and other methods with 405', async () => {
  const url = 'https://shop.example/api/flow';
  const headers = (origin) => ({
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,x-flow-token',
  });
  const targets = { preflightCreate: url, preflightRead: `${url}/3fa85f64-5717-4562-b3fc-2c963f66afa6` };
  for (const [operationId, target] of Object.entries(targets)) {
    for (const origin of [PAGE, 'https://evil.example']) {
      const request = new Request(target, { method: 'OPTIONS', headers: headers(origin) });
      await check(operationId, await handlerWith({ cors })(request.clone()), 204);
      await check(operationId, await handlerWith()(request), 405);
    }
    // The response to methods that the document does not have for a path is that of OPTIONS.
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const response = await handlerWith({ cors, path: '/api/flow' })(new Request(target, { method }));
      await check(operationId, response, 405);
    }
  }
});

test('receives events', async () => {
  const { passed, pending } = services;
  await receives(200, START);
  await receives(200, flowEnd(), { baseUrl: passed.url });
  for (const body of ['{', '[]', '', { ...START, id: '' }]) await receives(400, body);
  await receives(404, START, {}, { path: '/webhooks/flow/another-webhook-secret' });
  await receives(413, START, { maxBody: 50 });
  const slow = new Request(`https://shop.example${path}`, { method: 'POST', ...endless() });
  await check('receiveEvent', await webhookWith({ bodyTimeout: 50, secret: SECRET })(slow), 408);
  await receives(500, START, { onEvent: () => Promise.reject(new Error('failed')) });
  await receives(503, flowEnd(), { baseUrl: pending.url, timeout: 50 });
});

test('a response that is not in the document, or differs from it, fails', async () => {
  const own = createChecker(readDocument('backend'), { headers: true });
  const json = (body, status, headers) =>
    Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });
  const fails = (response, expected) =>
    assert.rejects(own.checkResponse('createSession', response), expected);
  const session = { session_id: 's' };
  await own.checkResponse('createSession', json(session, 201));
  await fails(json(session, 202), /createSession 202 is not documented/);
  await fails(json({ ...session, sessionId: 's' }, 201), /must NOT have additional properties .*sessionId/);
  await fails(json({}, 201), /must have required property 'session_id'/);
  await fails(json({ ...session, token: 5 }, 201), /\/token must be string/);
  await fails(Response.json(session, { status: 201 }), /Cache-Control is missing/);
  await fails(json(session, 201, { 'x-more': 'a' }), /x-more is not documented/);
  await fails(json(session, 201, { 'content-type': 'text/html' }), /content type text\/html/);
  await fails(json({ error: { code: 'a' } }, 500), /must have required property 'message'/);
});

test('each response of the document has occurred', () => {
  assert.deepEqual(checker.missing(), []);
});
