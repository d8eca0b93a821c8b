// Every response and event of the sandbox is one of docs/openapi/service.yaml, and every response there occurs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, sandboxFlows, sandboxKeys } from '../../../dist/sandbox.js';
import { eventRequest, webhookWith } from '../server/webhook-support.mjs';
import { createChecker, readDocument } from './support.mjs';

const BASE = 'http://sandbox.example';
const OUTCOMES = ['passed', 'failed', 'cancelled', 'expired'];
/** Operations that the sandbox does not have. */
const ABSENT = ['generateFiles'];
/** The operations of `webhooks` by event. They are requests of the service, so no response of it belongs to them. */
const EVENTS = {
  'flow.start': 'flowStart',
  'flow.end': 'flowEnd',
  'technology.start': 'technologyStart',
  'technology.end': 'technologyEnd',
};

const checker = createChecker(readDocument('service'));

const createRequest = (body) =>
  new Request(`${BASE}/api/v1/flows/session/create/`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const resultRequest = (id, key) =>
  new Request(
    `${BASE}/api/v1/flows/session/result/?${new URLSearchParams({ session_id: id, flow_api_key: key })}`,
  );

/** Sends a request with a fault, if one is given, and checks the response. */
async function check(sandbox, operationId, request, status, fault) {
  const headers = new Headers(request.headers);
  if (fault) headers.set('x-flow-sandbox-fault', fault);
  const response = await sandbox.fetch(new Request(request, { headers }));
  assert.equal(response.status, status, `${operationId} ${fault ?? ''}`);
  return checker.checkResponse(operationId, response);
}

/** Creates a sandbox without delays. Each event that it emits is checked, and pushed to `events`. */
function sandboxWithEvents() {
  const events = [];
  const sandbox = createSandbox({ settleMs: 0, onWebhook: (event) => events.push(event) });
  return { sandbox, events };
}

/** Checks an event of the sandbox. */
const checkEvent = (event) => checker.checkBody(EVENTS[event.event], event);

for (const { id, key, technologies } of sandboxFlows) {
  test(`${id}: results and events of each outcome`, async () => {
    const { sandbox, events } = sandboxWithEvents();
    const create = (metadata) =>
      check(sandbox, 'createSession', createRequest({ api_key: key, metadata }), 200);
    for (const outcome of OUTCOMES) {
      for (const technology of outcome === 'passed' ? [undefined] : [undefined, ...technologies]) {
        const { session_id } = await create();
        const read = () => check(sandbox, 'readResult', resultRequest(session_id, key), 200);
        assert.equal((await read()).status, 'PROGRESS');
        const step = (name, body) =>
          sandbox.fetch(
            new Request(`${BASE}/sandbox/session/${session_id}/${name}`, {
              method: 'POST',
              body: JSON.stringify(body),
            }),
          );
        await step('start', {});
        await step('technology', { code: technologies[0], passed: true });
        assert.equal((await read()).status, 'PROGRESS');
        await sandbox.end(session_id, { outcome, ...(technology && { technology }) });
        assert.notEqual((await read()).status, 'PROGRESS');
      }
    }
    const phone = { value: '+77010000000' };
    await create({ edocument: { iin: { value: '900101400013' }, phone }, more: true });
    // The end of an expired session has no event.
    const { session_id } = await create({ sandbox: { outcome: 'failed', after: 0 } });
    await check(sandbox, 'readResult', resultRequest(session_id, key), 200);
    for (const event of events) checkEvent(event);
    const kinds = new Set(events.map(({ event }) => event));
    assert.deepEqual([...kinds].sort(), Object.keys(EVENTS).sort());
    // The webhook handler accepts them.
    const handler = webhookWith();
    for (const event of events.filter(({ event }) => event !== 'flow.end'))
      assert.equal((await handler(eventRequest(event))).status, 200);
  });
}

test('errors and faults', async () => {
  const { sandbox } = sandboxWithEvents();
  const key = sandboxKeys.everyone;
  const { session_id } = await check(sandbox, 'createSession', createRequest({ api_key: key }), 200);
  const requests = {
    createSession: () => createRequest({ api_key: key }),
    readResult: () => resultRequest(session_id, key),
  };
  for (const [operationId, request] of Object.entries(requests)) {
    for (const status of [400, 401, 403, 404, 429, 500, 502, 503])
      await check(sandbox, operationId, request(), status, `api-${status}`);
    // This fault sends a response that the document does not have.
    await assert.rejects(check(sandbox, operationId, request(), 200, 'api-wrong-types'), /does not match/);
    await assert.rejects(check(sandbox, operationId, request(), 200, 'api-unknown-fields'), /added_later/);
    await assert.rejects(check(sandbox, operationId, request(), 200, 'api-html'), /content type text\/html/);
  }
  const metadata = { edocument: { iin: 5 }, sandbox: 5 };
  for (const body of ['{', '[]', {}, { api_key: 5 }, { api_key: '' }, { api_key: key, metadata }])
    await check(sandbox, 'createSession', createRequest(body), 400);
  await check(sandbox, 'createSession', createRequest({ api_key: 'unknown' }), 403);
  await check(sandbox, 'readResult', resultRequest('', key), 400);
  await check(sandbox, 'readResult', resultRequest(session_id, 'unknown'), 403);
  await check(sandbox, 'readResult', resultRequest('unknown', key), 404);
  const put = (request) => new Request(request.url, { method: 'PUT' });
  for (const [operationId, request] of Object.entries(requests))
    await check(sandbox, operationId, put(request()), 405);
});

test('the hosted page', async () => {
  const { sandbox } = sandboxWithEvents();
  const { session_id } = await check(
    sandbox,
    'createSession',
    createRequest({ api_key: sandboxKeys.face }),
    200,
  );
  const request = new Request(`${BASE}/flow/${session_id}?locale=kz&web_view=true`);
  checker.checkRequest('hostedPage', request);
  await check(sandbox, 'hostedPage', request, 200);
  await check(sandbox, 'hostedPage', new Request(`${BASE}/flow/unknown`), 404);
});

test('an event that differs from the document fails', () => {
  const { example } = checker.operations.technologyStart.requestBody.content['application/json'];
  const fails = (fields) =>
    assert.throws(() => checker.checkBody('technologyStart', { ...example, ...fields }), /does not match/);
  checker.checkBody('technologyStart', example);
  fails({ event: 'flow.end' });
  fails({ created: '2026-01-01' });
  fails({ data: {} });
  fails({ more: 1 });
});

test('each response of the document has occurred', () => {
  assert.deepEqual(checker.missing([...ABSENT, ...Object.values(EVENTS)]), []);
});
