/** Tests of `createWebhookHandler`: events, results, duplicates. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toNodeHandler } from '../../../dist/server.js';
import { errorOf, KEY, listen, mockService, mockSessions } from './support.mjs';
import { EVENT, eventRequest, flowEnd, webhookWith } from './webhook-support.mjs';

const PASSED = { status: 'FINISHED', flow_session_result: true };
const FAILED = {
  status: 'FAILED',
  flow_session_result: false,
  liveness_result: { result: false, failure_reason: { type: 'CALC_RESULT', detail: 'Closed eyes' } },
};
const thrown = new Error('the database is down');

test('`flow.end`: reads the result from the service and does not believe the event', async (t) => {
  const { url, requests } = await mockSessions(t, FAILED);
  const handler = webhookWith({ baseUrl: url });
  const event = flowEnd({ success: true });
  event.data.session_result.flow_session_result = true;
  const request = eventRequest(event);
  const response = await handler(request, 'context');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { received: true });
  const verdict = {
    session_id: event.session_id,
    status: 'FAILED',
    passed: false,
    cancelled: false,
    failure_reasons: [{ type: 'CALC_RESULT', detail: 'Closed eyes' }],
  };
  const result = { id: event.session_id, technologies: [], ...FAILED };
  assert.deepEqual(handler.results, [[verdict, result, event, { request, context: 'context' }]]);
  assert.deepEqual(handler.events, []);
  const { pathname, searchParams } = new URL(requests[0].url);
  assert.equal(requests.length, 1);
  assert.equal(pathname, '/api/v1/flows/session/result/');
  assert.deepEqual(Object.fromEntries(searchParams), {
    session_id: event.session_id,
    flow_api_key: KEY,
  });
});

test('passes every other event to `onEvent`, and makes no request', async (t) => {
  const { url, requests } = await mockSessions(t, PASSED);
  const handler = webhookWith({ baseUrl: url });
  const events = [
    { ...EVENT, id: 'e-1', event: 'flow.start', data: { technologies: ['LDHP'] } },
    {
      ...EVENT,
      id: 'e-2',
      event: 'technology.start',
      data: { technology_code: 'LDHP', technology_name: 'Liveness Head Position' },
    },
    { ...EVENT, id: 'e-3', event: 'technology.end', data: { liveness_result: { result: true } } },
    { ...EVENT, id: 'e-4', event: 'flow.unknown' },
    { id: 'e-5', event: 'flow.start', session_id: 's' },
  ];
  for (const event of events) {
    const request = eventRequest(event);
    assert.equal((await handler(request, 5)).status, 200);
    assert.deepEqual(handler.events.splice(0), [[event, { request, context: 5 }]]);
  }
  assert.deepEqual([handler.results, requests, handler.reports], [[], [], []]);
  const without = webhookWith({ baseUrl: url, onEvent: undefined });
  assert.equal((await without(eventRequest(events[0]))).status, 200);
});

test('sends the session id to the service only as the value of a query parameter', async (t) => {
  const { url, requests } = await mockSessions(t, PASSED);
  const ids = [
    '../../x',
    'a&flow_api_key=b',
    'https://evil.example/',
    '//evil.example',
    'a#b',
    'a b',
    '%2e%2e',
  ];
  const handler = webhookWith({ baseUrl: url });
  for (const session_id of ids) {
    const response = await handler(eventRequest(flowEnd({ id: `event of ${session_id}`, session_id })));
    assert.equal(response.status, 200, session_id);
    const { host, pathname, searchParams } = new URL(requests.at(-1).url);
    assert.equal(host, new URL(url).host);
    assert.equal(pathname, '/api/v1/flows/session/result/');
    assert.deepEqual(
      [...searchParams],
      [
        ['session_id', session_id],
        ['flow_api_key', KEY],
      ],
    );
  }
});

test('reads a result that is not final again', async (t) => {
  let reads = 0;
  const { url } = await mockService(t, ({ url }) => {
    reads += 1;
    const id = new URL(url).searchParams.get('session_id');
    return Response.json({ id, technologies: [], ...(reads === 1 ? { status: 'PROGRESS' } : PASSED) });
  });
  const handler = webhookWith({ baseUrl: url });
  assert.equal((await handler(eventRequest(flowEnd()))).status, 200);
  assert.equal(reads, 2);
  assert.equal(handler.results[0][0].passed, true);
});

test('responds 503 with Retry-After if the result is not final within `timeout`', async (t) => {
  let result = { status: 'PROGRESS' };
  const { url } = await mockService(t, ({ url }) =>
    Response.json({ id: new URL(url).searchParams.get('session_id'), technologies: [], ...result }),
  );
  const handler = webhookWith({ baseUrl: url, timeout: 500 });
  const response = await handler(eventRequest(flowEnd()));
  assert.match(response.headers.get('retry-after'), /^\d+$/);
  assert.equal(await errorOf(response), '503 not-final retryable');
  assert.deepEqual([handler.results, handler.reports], [[], []]);
  result = PASSED;
  assert.equal((await handler(eventRequest(flowEnd()))).status, 200);
  assert.equal(handler.results.length, 1);
});

test('without a timeout, reads a result at most 8 times', async (t) => {
  const { url, requests } = await mockSessions(t, { status: 'PROGRESS' });
  const { setTimeout } = globalThis;
  // Only the delays between the requests are a second or more.
  const shorten = (work, ms, ...rest) => setTimeout(work, ms > 500 ? 0 : ms, ...rest);
  t.mock.method(globalThis, 'setTimeout', shorten);
  const handler = webhookWith({ baseUrl: url, timeout: 0, bodyTimeout: 0 });
  assert.equal(await errorOf(await handler(eventRequest(flowEnd()))), '503 not-final retryable');
  assert.equal(requests.length, 8);
});

test('maps errors of the service, reports them, and handles a repeated event', async (t) => {
  const faults = {
    404: '404 not-found',
    401: '502 http',
    403: '502 http',
    429: '429 rate-limited retryable',
    500: '502 http retryable',
  };
  for (const [status, outcome] of Object.entries(faults)) {
    let fails = true;
    const { url } = await mockService(t, ({ url }) =>
      fails
        ? Response.json({ detail: KEY }, { status: Number(status) })
        : Response.json({ id: new URL(url).searchParams.get('session_id'), technologies: [], ...PASSED }),
    );
    const handler = webhookWith({ baseUrl: url, retries: 0 });
    assert.equal(await errorOf(await handler(eventRequest(flowEnd()))), outcome);
    assert.equal(handler.reports.length, status === '404' ? 0 : 1, status);
    assert.equal(handler.results.length, 0);
    fails = false;
    assert.equal((await handler(eventRequest(flowEnd()))).status, 200);
    assert.equal(handler.results.length, 1);
  }
  const { url } = await mockService(t, () => new Promise(() => {}));
  const hanging = webhookWith({ baseUrl: url, timeout: 200 });
  assert.equal(await errorOf(await hanging(eventRequest(flowEnd()))), '504 timeout retryable');
});

test('does not believe the result of another session', async (t) => {
  const { url } = await mockSessions(t, { ...PASSED, id: 'another' });
  const handler = webhookWith({ baseUrl: url, retries: 0 });
  assert.equal(await errorOf(await handler(eventRequest(flowEnd()))), '502 invalid-response');
  assert.deepEqual(handler.results, []);
});

test('handles events with the same id once', async (t) => {
  const { url, requests } = await mockSessions(t, PASSED);
  const handler = webhookWith({ baseUrl: url });
  for (let delivery = 0; delivery < 3; delivery++) {
    assert.equal((await handler(eventRequest(flowEnd()))).status, 200);
    assert.equal((await handler(eventRequest({ ...EVENT, id: 'other', event: 'flow.start' }))).status, 200);
  }
  assert.deepEqual([handler.results.length, handler.events.length, requests.length], [1, 1, 1]);
  assert.equal((await handler(eventRequest(flowEnd({ id: 'another event' })))).status, 200);
  assert.equal(handler.results.length, 2);
});

test('an exception of a callback is reported and gives a 500; a repeated event is handled again', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  for (const name of ['onResult', 'onEvent', 'seen']) {
    for (const fail of [
      () => Promise.reject(thrown),
      () => {
        throw thrown;
      },
    ]) {
      let calls = 0;
      const callback = () => {
        calls += 1;
        return calls === 1 ? fail() : false;
      };
      const handler = webhookWith({ baseUrl: url, [name]: callback });
      const event = name === 'onEvent' ? { ...EVENT, event: 'flow.start' } : flowEnd();
      assert.equal(await errorOf(await handler(eventRequest(event))), '500 internal retryable');
      assert.deepEqual(handler.reports, [thrown]);
      assert.equal((await handler(eventRequest(event))).status, 200);
      assert.equal(calls, 2, name);
      assert.equal((await handler(eventRequest(event))).status, 200);
      assert.equal(calls, 2, name);
    }
  }
});

test('a callback that exceeds `timeout` counts as failed', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  const handler = webhookWith({ baseUrl: url, timeout: 300, onResult: () => new Promise(() => {}) });
  assert.equal(await errorOf(await handler(eventRequest(flowEnd()))), '500 internal retryable');
  assert.match(handler.reports[0].message, /`onResult` did not settle within 0.3 s/);
});

test('concurrent events with the same id wait for the first and get the same response', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  let calls = 0;
  let fails = true;
  const onResult = async () => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (fails) throw thrown;
  };
  const handler = webhookWith({ baseUrl: url, onResult });
  const deliver = (...ids) => Promise.all(ids.map((id) => handler(eventRequest(flowEnd({ id })))));
  for (const response of await deliver('a', 'a', 'a'))
    assert.equal(await errorOf(response), '500 internal retryable');
  assert.deepEqual([calls, handler.reports], [1, [thrown]]);
  fails = false;
  for (const { status } of await deliver('a', 'b', 'a', 'b')) assert.equal(status, 200);
  assert.equal(calls, 3);
});

test('`seen` lets several instances share the ids of handled events', async (t) => {
  const { url, requests } = await mockSessions(t, PASSED);
  const store = new Set();
  const calls = [];
  let fails = true;
  const options = {
    baseUrl: url,
    seen: async (id, { context }) => {
      calls.push([id, context]);
      return store.has(id);
    },
    onResult: (_verdict, _result, { id }) => {
      if (fails) throw thrown;
      store.add(id);
    },
  };
  const [first, second] = [webhookWith(options), webhookWith(options)];
  const event = flowEnd();
  // An event whose handling failed is not in the store, so the other instance handles it.
  assert.equal((await first(eventRequest(event), 1)).status, 500);
  fails = false;
  assert.equal((await second(eventRequest(event), 2)).status, 200);
  assert.equal(requests.length, 2);
  assert.equal((await first(eventRequest(event), 3)).status, 200);
  assert.equal(requests.length, 2);
  assert.deepEqual(calls, [
    [event.id, 1],
    [event.id, 2],
    [event.id, 3],
  ]);
});

test('continues if the sender disconnects', async (t) => {
  const release = {};
  const waiting = new Promise((resolve) => Object.assign(release, { resolve }));
  const { url, requests } = await mockService(t, async ({ url }) => {
    await waiting;
    return Response.json({ id: new URL(url).searchParams.get('session_id'), technologies: [], ...PASSED });
  });
  let handled;
  const done = new Promise((resolve) => {
    handled = resolve;
  });
  const handler = webhookWith({ baseUrl: url, onResult: (verdict) => handled(verdict) });
  const base = await listen(t, toNodeHandler(handler));
  const sender = new AbortController();
  const response = fetch(base, {
    method: 'POST',
    body: JSON.stringify(flowEnd()),
    signal: sender.signal,
  });
  while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  sender.abort();
  await assert.rejects(response);
  release.resolve();
  assert.equal((await done).passed, true);
});

test('reads `apiKey` at the first `flow.end`, and tries again after a failure', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  let key = '';
  const handler = webhookWith({ baseUrl: url, apiKey: () => key });
  assert.equal((await handler(eventRequest({ ...EVENT, id: 'e', event: 'flow.start' }))).status, 200);
  assert.equal(await errorOf(await handler(eventRequest(flowEnd()))), '500 internal');
  assert.match(handler.reports[0].message, /`apiKey`/);
  key = KEY;
  assert.equal((await handler(eventRequest(flowEnd()))).status, 200);
});

test('an event hides no other kind of event, and no other session, with the same id', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  const handler = webhookWith({ baseUrl: url });
  const other = '11111111-2222-4333-8444-555555555555';
  for (const event of [
    { ...EVENT, event: 'flow.start' },
    flowEnd(),
    flowEnd(),
    flowEnd({ session_id: other }),
    { ...EVENT, event: 'technology.start' },
  ])
    assert.equal((await handler(eventRequest(event))).status, 200);
  assert.deepEqual(
    handler.results.map(([{ session_id }]) => session_id),
    [EVENT.session_id, other],
  );
  assert.deepEqual(
    handler.events.map(([{ event }]) => event),
    ['flow.start', 'technology.start'],
  );
});

test('`onResult` gets the session id as the service writes it', async (t) => {
  const { url } = await mockSessions(t, { ...PASSED, id: EVENT.session_id });
  const handler = webhookWith({ baseUrl: url });
  await handler(eventRequest(flowEnd({ session_id: EVENT.session_id.toUpperCase() })));
  assert.equal(handler.results[0][0].session_id, EVENT.session_id);
});
