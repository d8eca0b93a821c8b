/** Tests of `onCreated` and `onVerdict`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createRequest,
  createSession,
  errorOf,
  handlerWith,
  mockService,
  mockSessions,
  verdictRequest,
} from './support.mjs';

const PASSED = { status: 'FINISHED', flow_session_result: true };
const thrown = new Error('the database is down');

test('calls `onCreated` after a session was created and before the response', async (t) => {
  const { url, requests } = await mockSessions(t);
  const calls = [];
  const identity = { id: 7 };
  const handler = handlerWith({
    baseUrl: url,
    authorize: () => identity,
    onCreated: async (session, context) => {
      assert.equal(requests.length, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      calls.push([session, context]);
    },
  });
  const request = createRequest();
  const context = { env: true };
  const { token, ...session } = await (await handler(request, context)).json();
  assert.equal(typeof token, 'string');
  assert.deepEqual(calls, [[session, { request, identity, context }]]);
  assert.equal(calls[0][1].request, request);
});

test('does not call `onCreated` if no session was created', async (t) => {
  const { url } = await mockService(t, () => Response.json({}, { status: 403 }));
  const calls = [];
  const handler = handlerWith({ baseUrl: url, onCreated: (session) => calls.push(session) });
  assert.equal((await handler(createRequest())).status, 502);
  assert.equal((await handler(createRequest({ user: '' }))).status, 401);
  assert.deepEqual(calls, []);
});

test('an exception of `onCreated` is reported and gives a 500 without the session', async (t) => {
  const { url } = await mockSessions(t);
  for (const onCreated of [
    () => Promise.reject(thrown),
    () => {
      throw thrown;
    },
  ]) {
    const handler = handlerWith({ baseUrl: url, onCreated });
    assert.equal(await errorOf(await handler(createRequest())), '500 internal');
    assert.deepEqual(handler.reports, [thrown]);
  }
});

test('calls `onVerdict` once, when the verdict is final, before `present`', async (t) => {
  let result = {};
  const { url } = await mockService(t, ({ method, url }, count) =>
    method === 'POST'
      ? Response.json({ session_id: `s-${count}`, technologies: [] })
      : Response.json({ id: new URL(url).searchParams.get('session_id'), technologies: [], ...result }),
  );
  const calls = [];
  const handler = handlerWith({
    baseUrl: url,
    onVerdict: (verdict, result, context) => void calls.push(['onVerdict', verdict, result, context]),
    present: (_, verdict) => void calls.push(['present', verdict.passed]),
  });
  const session = await createSession(handler);
  const read = async (expected = 200) => {
    const request = verdictRequest(session);
    const response = await handler(request, 'context');
    assert.equal(response.status, expected);
    return { request, verdict: await response.json() };
  };
  await read();
  assert.deepEqual(calls.splice(0), [['present', null]]);
  result = PASSED;
  const { request, verdict } = await read();
  const [[name, given, raw, context], ...rest] = calls.splice(0);
  assert.equal(name, 'onVerdict');
  assert.deepEqual(given, verdict);
  assert.equal(verdict.passed, true);
  assert.deepEqual(raw, { id: session.session_id, technologies: [], ...PASSED });
  assert.deepEqual(context, { request, identity: 'anna', context: 'context' });
  assert.deepEqual(rest, [['present', true]]);
  await read();
  assert.deepEqual(calls.splice(0), [['present', true]]);
});

test('calls `onVerdict` for every final verdict, and for no other', async (t) => {
  const finals = {
    passed: [PASSED, true],
    'not passed': [{ status: 'FINISHED', flow_session_result: false }, true],
    'ended without an outcome': [{ status: 'FINISHED' }, true],
    'in progress': [{ status: 'PROGRESS' }, false],
    'in progress, with an early result': [{ status: 'PROGRESS', flow_session_result: true }, false],
    'an unknown status': [{ status: 'QUEUED' }, false],
  };
  for (const [name, [result, final]] of Object.entries(finals)) {
    const { url } = await mockSessions(t, result);
    let calls = 0;
    const handler = handlerWith({ baseUrl: url, onVerdict: () => void calls++ });
    assert.equal((await handler(verdictRequest(await createSession(handler)))).status, 200);
    assert.equal(calls, final ? 1 : 0, name);
  }
});

test('an exception of `onVerdict` is reported, gives a retryable 500, and the next request calls it again', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  let calls = 0;
  const handler = handlerWith({
    baseUrl: url,
    onVerdict: async () => {
      calls += 1;
      if (calls <= 2) throw thrown;
    },
  });
  const session = await createSession(handler);
  for (const expected of ['500 internal retryable', '500 internal retryable'])
    assert.equal(await errorOf(await handler(verdictRequest(session))), expected);
  assert.deepEqual(handler.reports, [thrown, thrown]);
  for (let poll = 0; poll < 3; poll++) assert.equal((await handler(verdictRequest(session))).status, 200);
  assert.equal(calls, 3);
});

test('concurrent requests for one verdict share one call of `onVerdict`', async (t) => {
  const { url, requests } = await mockSessions(t, PASSED);
  let calls = 0;
  let fails = true;
  // Two sessions are created, then each poll reads four results.
  let expected = 6;
  const handler = handlerWith({
    baseUrl: url,
    onVerdict: async () => {
      calls += 1;
      // The call ends after the service has got all requests of the poll, however slow the machine is.
      while (requests.length < expected) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (fails) throw thrown;
    },
  });
  const session = await createSession(handler);
  const other = await createSession(handler);
  const poll = (...sessions) => Promise.all(sessions.map((each) => handler(verdictRequest(each))));
  for (const response of await poll(session, session, session, session))
    assert.equal(await errorOf(response), '500 internal retryable');
  assert.deepEqual([calls, handler.reports], [1, [thrown]]);
  fails = false;
  expected = 10;
  for (const { status } of await poll(session, other, session, other)) assert.equal(status, 200);
  assert.equal(calls, 3);
});

test('a call of `onVerdict` that exceeds `timeout` gives a retryable 500, and is not repeated while it runs', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  let end;
  let calls = 0;
  const onVerdict = () => {
    calls += 1;
    return new Promise((resolve) => {
      end = resolve;
    });
  };
  // Long enough for the service's own responses on a busy machine.
  const handler = handlerWith({ baseUrl: url, timeout: 1_500, onVerdict });
  const session = await createSession(handlerWith({ baseUrl: url }));
  assert.equal(await errorOf(await handler(verdictRequest(session))), '500 internal retryable');
  assert.match(handler.reports[0].message, /`onVerdict` did not settle within 1.5 s/);
  const second = handler(verdictRequest(session));
  end();
  assert.equal((await second).status, 200);
  assert.equal((await handler(verdictRequest(session))).status, 200);
  assert.equal(calls, 1);
});

test('the longest `timeout` does not end at once', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  const onVerdict = () => new Promise((resolve) => setTimeout(resolve, 50));
  const handler = handlerWith({ baseUrl: url, timeout: 2 ** 31 - 1, onVerdict });
  assert.equal((await handler(verdictRequest(await createSession(handler)))).status, 200);
});

test('a request that waits for a call of `onVerdict` gives up a second after its `timeout`', async (t) => {
  const { url } = await mockSessions(t, PASSED);
  const calls = new EventTarget();
  const onVerdict = () =>
    new Promise((resolve) => {
      calls.addEventListener('end', resolve);
      calls.dispatchEvent(new Event('begin'));
    });
  const handler = handlerWith({ baseUrl: url, timeout: 60_000, onVerdict });
  const session = await createSession(handler);
  const called = new Promise((resolve) => calls.addEventListener('begin', resolve));
  const first = handler(verdictRequest(session));
  await called;
  const { setTimeout } = globalThis;
  const shorten = (work, ms, ...rest) => setTimeout(work, ms === 61_000 ? 0 : ms, ...rest);
  t.mock.method(globalThis, 'setTimeout', shorten);
  assert.equal(await errorOf(await handler(verdictRequest(session))), '500 internal retryable');
  assert.deepEqual(handler.reports, []);
  calls.dispatchEvent(new Event('end'));
  assert.equal((await first).status, 200);
});

test('`present` returns fields, or nothing', async (t) => {
  const { url } = await mockSessions(t);
  for (const [presented, expected] of [
    [{ more: 1 }, 200],
    [undefined, 200],
    [null, 200],
    ['text', 500],
    [5, 500],
    [true, 500],
  ]) {
    const handler = handlerWith({ baseUrl: url, present: () => presented });
    const response = await handler(verdictRequest(await createSession(handler)));
    assert.equal(response.status, expected, String(presented));
    const { more } = await response.json();
    assert.equal(more, presented?.more);
    if (expected === 500) assert.match(handler.reports[0].message, /`present` must return an object/);
  }
});
