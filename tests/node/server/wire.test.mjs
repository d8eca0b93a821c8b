import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  contentOf,
  createRequest,
  createSession,
  errorOf,
  handlerWith,
  KEY,
  mockService,
  mockSessions,
  runSession,
  startSandbox,
  verdictRequest,
} from './support.mjs';

/** Answers of the service, each with its verdict and whether that is final. The mock service sets the ids. */
const answers = JSON.parse(readFileSync(new URL('../../fixtures/answers.json', import.meta.url), 'utf8'))
  .filter(({ verdict }) => verdict)
  .map(({ result: { id: _, ...result }, ...rest }) => ({ ...rest, result }));

test('creates a session and returns its verdict', async (t) => {
  const baseUrl = await startSandbox(t);
  const handler = handlerWith({ baseUrl, lifetime: 60_000 });
  const started = Date.now();
  const response = await handler(createRequest());
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('content-type'), 'application/json');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const session = await response.json();
  assert.deepEqual(Object.keys(session), ['session_id', 'technologies', 'token', 'expires_at']);
  assert.deepEqual(session.technologies, ['LDHP', 'F2F']);
  const expires = Date.parse(session.expires_at);
  assert.equal(new Date(expires).toISOString(), session.expires_at);
  assert.ok(expires >= started + 60_000 && expires <= Date.now() + 60_000);

  const before = await handler(verdictRequest(session));
  assert.equal(before.headers.get('cache-control'), 'no-store');
  const { session_id } = session;
  assert.deepEqual(await contentOf(before), {
    status: 200,
    body: { session_id, status: 'PROGRESS', passed: null, cancelled: false, failure_reasons: [] },
  });
  await runSession(baseUrl, session_id);
  assert.deepEqual((await contentOf(await handler(verdictRequest(session)))).body, {
    session_id,
    status: 'FINISHED',
    passed: true,
    cancelled: false,
    failure_reasons: [],
  });
  assert.deepEqual(handler.reports, []);
});

test('returns failure reasons, but no personal data', async (t) => {
  const { url } = await mockSessions(t, {
    status: 'FAILED',
    flow_session_result: false,
    liveness_result: { result: false, failure_reason: { type: 'NO_CAM' } },
    document_recognition_result: { first_name: 'First', personal_number: '900101400013' },
  });
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  const { body } = await contentOf(await handler(verdictRequest(session)));
  assert.deepEqual(body, {
    session_id: session.session_id,
    status: 'FAILED',
    passed: false,
    cancelled: false,
    failure_reasons: [{ type: 'NO_CAM', detail: null }],
  });
});

for (const { name, result, verdict, final } of answers) {
  test(`returns the verdict of a documented or seen answer: ${name}`, async (t) => {
    const { url } = await mockSessions(t, result);
    const calls = [];
    const handler = handlerWith({ baseUrl: url, onVerdict: (verdict) => void calls.push(verdict) });
    const session = await createSession(handler);
    const { body } = await contentOf(await handler(verdictRequest(session)));
    const expected = { session_id: session.session_id, ...verdict };
    assert.deepEqual(body, expected);
    // `onVerdict` is called if, and only if, the verdict is final.
    assert.deepEqual(calls, final ? [expected] : []);
  });
}

test('does not believe the result of another session', async (t) => {
  const passed = { id: 'another', status: 'FINISHED', flow_session_result: true };
  const { url } = await mockSessions(t, passed);
  const handler = handlerWith({ baseUrl: url, retries: 0 });
  const session = await createSession(handler);
  assert.equal(await errorOf(await handler(verdictRequest(session))), '502 invalid-response');
});

test('works under any mount path without `path`', async (t) => {
  const { url } = await mockSessions(t);
  const handler = handlerWith({ baseUrl: url });
  for (const path of ['/api/flow', '/flow', '', '/a/b/c/', '/%D0%B0']) {
    const session = await createSession(handler, { path });
    assert.equal(
      (await handler(verdictRequest(session, { path: path.replace(/\/$/, '') }))).status,
      200,
      path,
    );
  }
});

test('responds 404 outside `path`', async (t) => {
  const { url } = await mockSessions(t);
  for (const path of ['/api/flow', '/api/flow/']) {
    const handler = handlerWith({ baseUrl: url, path });
    const session = await createSession(handler);
    assert.equal((await handler(verdictRequest(session))).status, 200);
    assert.equal((await handler(createRequest({ path: '/api/flow/' }))).status, 201);
    for (const other of ['/', '/api', '/api/flows', '/api/flow/a/b', '/x/api/flow'])
      assert.equal(await errorOf(await handler(createRequest({ path: other }))), '404 not-found', other);
  }
});

test('responds 405 with the allowed methods', async (t) => {
  const { url } = await mockSessions(t);
  const allowed = async (handler, method, path) => {
    const response = await handler(new Request(`https://shop.example${path}`, { method }));
    assert.equal(response.status, 405, `${method} ${path}`);
    return response.headers.get('allow');
  };
  const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
  const anywhere = handlerWith({ baseUrl: url });
  for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']) {
    assert.equal(await allowed(anywhere, method, '/api/flow'), 'POST');
    assert.equal(await allowed(anywhere, method, `/api/flow/${uuid}`), 'GET');
  }
  assert.equal(await allowed(anywhere, 'POST', `/api/flow/${uuid}`), 'GET');
  const mounted = handlerWith({ baseUrl: url, path: '/api/flow' });
  assert.equal(await allowed(mounted, 'GET', '/api/flow'), 'POST');
  assert.equal(await allowed(mounted, 'POST', '/api/flow/s-1'), 'GET');
});

test('accepts the token in X-Flow-Token if the application uses Authorization', async (t) => {
  const { url } = await mockSessions(t);
  const bearer = (request) => /^Bearer host-(\w+)$/.exec(request.headers.get('authorization'))?.[1];
  const handler = handlerWith({ baseUrl: url, authorize: bearer });
  const own = { authorization: 'Bearer host-anna' };
  const session = await createSession(handler, { headers: own });
  const read = (headers) => handler(verdictRequest({ session_id: session.session_id }, { headers }));
  assert.equal((await read({ ...own, 'x-flow-token': session.token })).status, 200);
  assert.equal((await read(own)).status, 404);
  const other = { authorization: 'Bearer host-boris', 'x-flow-token': session.token };
  assert.equal((await read(other)).status, 404);
});

test('sends metadata from the browser only if the `metadata` option returns it', async (t) => {
  const { url, requests } = await mockSessions(t);
  const proposed = { edocument: { iin: { value: '900101400013', changeable: false } } };
  const sent = async (metadata) => {
    const handler = handlerWith({ baseUrl: url, ...(metadata !== undefined && { metadata }) });
    const before = requests.length;
    await createSession(handler, { body: { metadata: proposed } });
    assert.equal(requests.length, before + 1);
    return JSON.parse(requests.at(-1).body);
  };
  const own = { edocument: { phone: { value: '+77001234567' } } };
  assert.deepEqual(await sent(), { api_key: KEY });
  assert.deepEqual(await sent(own), { api_key: KEY, metadata: own });
  assert.deepEqual(await sent(() => undefined), { api_key: KEY });
  assert.deepEqual(await sent(async () => own), { api_key: KEY, metadata: own });
  assert.deepEqual(await sent(({ proposed }) => proposed), { api_key: KEY, metadata: proposed });
});

test('calls callbacks with the user and the context of the handler', async (t) => {
  const { url } = await mockSessions(t);
  const calls = [];
  const identity = { id: 7n, name: 'Anna' };
  const handler = handlerWith({
    baseUrl: url,
    authorize: (request, context) => {
      calls.push(['authorize', request.method, context]);
      return identity;
    },
    metadata: ({ request, identity, proposed, context }) => {
      calls.push(['metadata', request.method, context, identity, proposed]);
    },
    present: (result, verdict, { request, identity, context }) => {
      calls.push(['present', request.method, context, identity, result.id, verdict.status]);
    },
  });
  const context = { env: true };
  const session = await (await handler(createRequest({ body: { metadata: 5 } }), context)).json();
  assert.equal((await handler(verdictRequest(session), context)).status, 200);
  assert.deepEqual(calls, [
    ['authorize', 'POST', context],
    ['metadata', 'POST', context, identity, 5],
    ['authorize', 'GET', context],
    ['present', 'GET', context, identity, session.session_id, 'PROGRESS'],
  ]);
});

test('`present` adds, changes and removes fields of the verdict', async (t) => {
  const document = { first_name: 'First', last_name: 'Last' };
  const { url } = await mockSessions(t, {
    status: 'FINISHED',
    flow_session_result: false,
    flow_session_failure_reasons: [{ type: 'OTHER', detail: 'x' }],
    document_recognition_result: document,
  });
  const presented = async (present) => {
    const handler = handlerWith({ baseUrl: url, present });
    const session = await createSession(handler);
    const { session_id, ...rest } = await (await handler(verdictRequest(session))).json();
    assert.equal(session_id, session.session_id);
    return rest;
  };
  const verdict = {
    status: 'FINISHED',
    passed: false,
    cancelled: false,
    failure_reasons: [{ type: 'OTHER', detail: 'x' }],
  };
  assert.deepEqual(await presented(() => null), verdict);
  assert.deepEqual(
    await presented(async (result) => ({ name: result.document_recognition_result.first_name })),
    {
      ...verdict,
      name: 'First',
    },
  );
  assert.deepEqual(await presented(() => ({ failure_reasons: undefined, passed: null })), {
    status: 'FINISHED',
    passed: null,
    cancelled: false,
  });
});

test('concurrent requests get their own sessions', async (t) => {
  const baseUrl = await startSandbox(t);
  const handler = handlerWith({ baseUrl });
  const users = Array.from({ length: 100 }, (_, index) => `user-${index}`);
  const all = await Promise.all(users.map((user) => createSession(handler, { user })));
  assert.equal(new Set(all.map(({ session_id }) => session_id)).size, 100);
  assert.equal(new Set(all.map(({ token }) => token)).size, 100);
  const reads = users.flatMap((user, index) => [
    handler(verdictRequest(all[index], { user })).then(async (response) => {
      assert.equal((await response.json()).session_id, all[index].session_id);
    }),
    handler(verdictRequest(all[index], { user: users[(index + 1) % 100] })).then(({ status }) =>
      assert.equal(status, 404),
    ),
  ]);
  await Promise.all(reads);
});

test('responds 499 and reports nothing when the client disconnects', async (t) => {
  const { url, requests } = await mockService(t, () => new Promise(() => {}));
  const handler = handlerWith({ baseUrl: url });
  const client = new AbortController();
  const response = handler(createRequest({ signal: client.signal }));
  while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  client.abort();
  assert.equal((await response).status, 499);
  assert.deepEqual(handler.reports, []);
});

test('`path` may have characters that a URL encodes', async (t) => {
  const { url } = await mockSessions(t);
  for (const path of ['/мой путь', '/%D0%BC%D0%BE%D0%B9%20путь', '/a b/']) {
    const handler = handlerWith({ baseUrl: url, path });
    const response = await handler(new Request(`https://shop.example${path}`, { method: 'POST' }));
    assert.notEqual(response.status, 404, path);
    const other = await handler(new Request('https://shop.example/other', { method: 'POST' }));
    assert.equal(other.status, 404);
  }
});
