import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerOf,
  created,
  creation,
  errorOf,
  handlerOf,
  KEY,
  question,
  sandbox,
  service,
  sessions,
  walk,
} from './support.mjs';

test('creates a session and answers its verdict', async (t) => {
  const baseUrl = await sandbox(t);
  const handler = handlerOf({ baseUrl, lifetime: 60_000 });
  const began = Date.now();
  const response = await handler(creation());
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('content-type'), 'application/json');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const session = await response.json();
  assert.deepEqual(Object.keys(session), ['session_id', 'technologies', 'token', 'expires_at']);
  assert.deepEqual(session.technologies, ['LDHP', 'F2F']);
  const expires = Date.parse(session.expires_at);
  assert.equal(new Date(expires).toISOString(), session.expires_at);
  assert.ok(expires >= began + 60_000 && expires <= Date.now() + 60_000);

  const before = await handler(question(session));
  assert.equal(before.headers.get('cache-control'), 'no-store');
  const { session_id } = session;
  assert.deepEqual(await answerOf(before), {
    status: 200,
    body: { session_id, status: 'PROGRESS', passed: null, failure_reasons: [] },
  });
  await walk(baseUrl, session_id);
  assert.deepEqual((await answerOf(await handler(question(session)))).body, {
    session_id,
    status: 'FINISHED',
    passed: true,
    failure_reasons: [],
  });
  assert.deepEqual(handler.told, []);
});

test('says why a person has not passed, and nothing about them', async (t) => {
  const baseUrl = await sandbox(t);
  const handler = handlerOf({ baseUrl });
  const session = await created(handler);
  const failure = { type: 'NO_CAM', detail: 'No camera was found' };
  await walk(baseUrl, session.session_id, { outcome: 'failed', technologies: {}, failure });
  const { body } = await answerOf(await handler(question(session)));
  assert.deepEqual(body, {
    session_id: session.session_id,
    status: 'FINISHED',
    passed: false,
    failure_reasons: [failure],
  });
});

test('answers wherever it is mounted, by the tail of the path', async (t) => {
  const { url } = await sessions(t);
  const handler = handlerOf({ baseUrl: url });
  for (const path of ['/api/flow', '/flow', '', '/a/b/c/', '/%D0%B0']) {
    const session = await created(handler, { path });
    assert.equal((await handler(question(session, { path: path.replace(/\/$/, '') }))).status, 200, path);
  }
});

test('with a path given answers there and nowhere else', async (t) => {
  const { url } = await sessions(t);
  for (const path of ['/api/flow', '/api/flow/']) {
    const handler = handlerOf({ baseUrl: url, path });
    const session = await created(handler);
    assert.equal((await handler(question(session))).status, 200);
    assert.equal((await handler(creation({ path: '/api/flow/' }))).status, 201);
    for (const elsewhere of ['/', '/api', '/api/flows', '/api/flow/a/b', '/x/api/flow'])
      assert.equal(await errorOf(await handler(creation({ path: elsewhere }))), '404 not-found', elsewhere);
  }
});

test('names the methods that a path has', async (t) => {
  const { url } = await sessions(t);
  const allowed = async (handler, method, path) => {
    const response = await handler(new Request(`https://shop.example${path}`, { method }));
    assert.equal(response.status, 405, `${method} ${path}`);
    return response.headers.get('allow');
  };
  const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
  const anywhere = handlerOf({ baseUrl: url });
  for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']) {
    assert.equal(await allowed(anywhere, method, '/api/flow'), 'POST');
    assert.equal(await allowed(anywhere, method, `/api/flow/${uuid}`), 'GET');
  }
  assert.equal(await allowed(anywhere, 'POST', `/api/flow/${uuid}`), 'GET');
  const there = handlerOf({ baseUrl: url, path: '/api/flow' });
  assert.equal(await allowed(there, 'GET', '/api/flow'), 'POST');
  assert.equal(await allowed(there, 'POST', '/api/flow/s-1'), 'GET');
});

test('the token may come in a header of its own, where `Authorization` is the host’s', async (t) => {
  const { url } = await sessions(t);
  const bearer = (request) => /^Bearer host-(\w+)$/.exec(request.headers.get('authorization'))?.[1];
  const handler = handlerOf({ baseUrl: url, authorize: bearer });
  const own = { authorization: 'Bearer host-anna' };
  const session = await created(handler, { headers: own });
  const asked = (headers) => handler(question({ session_id: session.session_id }, { headers }));
  assert.equal((await asked({ ...own, 'x-flow-token': session.token })).status, 200);
  assert.equal((await asked(own)).status, 404);
  const other = { authorization: 'Bearer host-boris', 'x-flow-token': session.token };
  assert.equal((await asked(other)).status, 404);
});

test('metadata are the host’s: what the browser proposes goes nowhere by itself', async (t) => {
  const { url, requests } = await sessions(t);
  const proposed = { edocument: { iin: { value: '900101400013', changeable: false } } };
  const sent = async (metadata) => {
    const handler = handlerOf({ baseUrl: url, ...(metadata !== undefined && { metadata }) });
    const before = requests.length;
    await created(handler, { body: { metadata: proposed } });
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

test('its functions are told who asks, and what else the handler was called with', async (t) => {
  const { url } = await sessions(t);
  const seen = [];
  const identity = { id: 7n, name: 'Anna' };
  const handler = handlerOf({
    baseUrl: url,
    authorize: (request, context) => {
      seen.push(['authorize', request.method, context]);
      return identity;
    },
    metadata: ({ request, identity, proposed, context }) => {
      seen.push(['metadata', request.method, context, identity, proposed]);
    },
    present: (result, verdict, { request, identity, context }) => {
      seen.push(['present', request.method, context, identity, result.id, verdict.status]);
    },
  });
  const context = { env: true };
  const session = await (await handler(creation({ body: { metadata: 5 } }), context)).json();
  assert.equal((await handler(question(session), context)).status, 200);
  assert.deepEqual(seen, [
    ['authorize', 'POST', context],
    ['metadata', 'POST', context, identity, 5],
    ['authorize', 'GET', context],
    ['present', 'GET', context, identity, session.session_id, 'PROGRESS'],
  ]);
});

test('`present` adds to the verdict, changes it, and takes away', async (t) => {
  const document = { first_name: 'First', last_name: 'Last' };
  const { url } = await sessions(t, {
    status: 'FINISHED',
    flow_session_result: false,
    flow_session_failure_reasons: [{ type: 'OTHER', detail: 'x' }],
    document_recognition_result: document,
  });
  const shown = async (present) => {
    const handler = handlerOf({ baseUrl: url, present });
    const session = await created(handler);
    const { session_id, ...rest } = await (await handler(question(session))).json();
    assert.equal(session_id, session.session_id);
    return rest;
  };
  const verdict = {
    status: 'FINISHED',
    passed: false,
    failure_reasons: [{ type: 'OTHER', detail: 'x' }],
  };
  assert.deepEqual(await shown(() => null), verdict);
  assert.deepEqual(await shown(async (result) => ({ name: result.document_recognition_result.first_name })), {
    ...verdict,
    name: 'First',
  });
  assert.deepEqual(await shown(() => ({ failure_reasons: undefined, passed: null })), {
    status: 'FINISHED',
    passed: null,
  });
});

test('many at once get each their own', async (t) => {
  const baseUrl = await sandbox(t);
  const handler = handlerOf({ baseUrl });
  const users = Array.from({ length: 100 }, (_, index) => `user-${index}`);
  const all = await Promise.all(users.map((user) => created(handler, { user })));
  assert.equal(new Set(all.map(({ session_id }) => session_id)).size, 100);
  assert.equal(new Set(all.map(({ token }) => token)).size, 100);
  const asked = users.flatMap((user, index) => [
    handler(question(all[index], { user })).then(async (response) => {
      assert.equal((await response.json()).session_id, all[index].session_id);
    }),
    handler(question(all[index], { user: users[(index + 1) % 100] })).then(({ status }) =>
      assert.equal(status, 404),
    ),
  ]);
  await Promise.all(asked);
});

test('whoever goes away is not waited for, and nothing is reported', async (t) => {
  const { url, requests } = await service(t, () => new Promise(() => {}));
  const handler = handlerOf({ baseUrl: url });
  const gone = new AbortController();
  const answer = handler(creation({ signal: gone.signal }));
  while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  gone.abort();
  assert.equal((await answer).status, 499);
  assert.deepEqual(handler.told, []);
});
