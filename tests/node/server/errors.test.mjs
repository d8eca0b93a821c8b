import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowHandler } from '../../../dist/server.js';
import {
  contentOf,
  createRequest,
  createSession,
  errorOf,
  handlerWith,
  KEY,
  mockService,
  mockSessions,
  startSandbox,
  verdictRequest,
} from './support.mjs';

test('responds 401 if `authorize` returns no user', async (t) => {
  const { url, requests } = await mockSessions(t);
  const results = [() => null, () => undefined, () => false, async () => null, () => ''];
  for (const authorize of results) {
    const handler = handlerWith({ baseUrl: url, authorize });
    assert.equal(await errorOf(await handler(createRequest())), '401 unauthorized');
    assert.equal(
      await errorOf(await handler(verdictRequest({ session_id: 's', token: 't' }))),
      '401 unauthorized',
    );
    assert.deepEqual(handler.reports, []);
  }
  assert.equal(requests.length, 0);
});

test('returns a Response that `authorize` returns or throws unchanged', async () => {
  const redirect = () => Response.redirect('https://shop.example/sign-in', 303);
  const throws = () => {
    throw redirect();
  };
  for (const authorize of [redirect, throws, async () => throws()]) {
    const handler = handlerWith({ authorize });
    const response = await handler(createRequest());
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), 'https://shop.example/sign-in');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(handler.reports, []);
  }
});

test('responds 500 if `authorize` returns a value that does not identify a user', async (t) => {
  const { url, requests } = await mockSessions(t);
  for (const identity of [
    true,
    5,
    5n,
    {},
    { id: '' },
    { id: null },
    { id: {} },
    { id: Number.NaN },
    [],
    () => 'x',
    'anna\ud800',
    { id: '\udc00' },
  ]) {
    const handler = handlerWith({ baseUrl: url, authorize: () => identity });
    assert.equal(await errorOf(await handler(createRequest())), '500 internal');
    assert.match(
      handler.reports[0].message,
      /`authorize` (must return|returned an id with a lone surrogate)/,
    );
  }
  assert.equal(requests.length, 0);
});

test('reports exceptions of callbacks to `onError` only', async (t) => {
  const { url } = await mockSessions(t);
  const secret = new Error('the password is 12345');
  const fail = () => {
    throw secret;
  };
  const failures = [fail, async () => fail(), () => Promise.reject(secret)];
  for (const fails of failures) {
    for (const name of ['authorize', 'metadata', 'present']) {
      const session = await createSession(handlerWith({ baseUrl: url }));
      const handler = handlerWith({ baseUrl: url, [name]: fails });
      const response = await handler(name === 'present' ? verdictRequest(session) : createRequest());
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), {
        error: { code: 'internal', message: 'Internal server error.', retryable: false },
      });
      assert.deepEqual(handler.reports, [secret]);
    }
  }
  const handler = handlerWith({ baseUrl: url, authorize: () => Promise.reject(undefined), onError: fail });
  assert.equal(await errorOf(await handler(createRequest())), '500 internal');
});

test('an `onError` that rejects has no effect', async () => {
  const unhandled = [];
  const listener = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  const handler = handlerWith({
    authorize: () => {
      throw new Error('broken');
    },
    onError: async () => {
      throw new Error('the log is full');
    },
  });
  assert.equal((await handler(createRequest())).status, 500);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', listener);
  assert.deepEqual(unhandled, []);
});

test('reports errors on the console without `onError`', async (t) => {
  const consoleError = t.mock.method(console, 'error', () => {});
  const thrown = new Error('thrown by authorize');
  const handler = createFlowHandler({ apiKey: KEY, authorize: () => Promise.reject(thrown) });
  assert.equal((await handler(createRequest())).status, 500);
  assert.deepEqual(
    consoleError.mock.calls.map((call) => call.arguments),
    [[thrown]],
  );
});

test('responds 500 if `authorize` reads the body', async (t) => {
  const { url } = await mockSessions(t);
  const read = (request) => request.text().then(() => 'anna');
  const handler = handlerWith({ baseUrl: url, authorize: read });
  assert.equal(await errorOf(await handler(createRequest({ body: {} }))), '500 internal');
  assert.match(handler.reports[0].message, /must not read the body/);
  const cloning = handlerWith({ baseUrl: url, authorize: (request) => read(request.clone()) });
  assert.equal((await cloning(createRequest({ body: {} }))).status, 201);
});

test("responds 400 and names the field if metadata breaks a rule of the service's guide", async (t) => {
  const { url, requests } = await mockSessions(t);
  const metadata = ({ proposed }) => proposed;
  const handler = handlerWith({ baseUrl: url, metadata });
  const response = await handler(createRequest({ body: { metadata: { edocument: { skip_input: true } } } }));
  assert.equal(response.status, 400);
  const { error } = await response.json();
  assert.equal(error.code, 'invalid-metadata');
  assert.match(error.message, /skip_input/);
  let deep = {};
  for (let level = 0; level < 200; level++) deep = { deep };
  const loneSurrogate = { edocument: { iin: { value: '\ud800' } } };
  for (const proposed of [
    5,
    'x',
    [],
    { edocument: 5 },
    { face2face: { photo1: 'not base64!' } },
    deep,
    loneSurrogate,
  ]) {
    const response = await handler(createRequest({ body: { metadata: proposed } }));
    assert.equal(await errorOf(response), '400 invalid-metadata', JSON.stringify(proposed));
  }
  const cyclic = {};
  cyclic.edocument = cyclic;
  assert.equal(
    await errorOf(await handlerWith({ baseUrl: url, metadata: cyclic })(createRequest())),
    '400 invalid-metadata',
  );
  assert.equal(requests.length, 0);
});

test('maps each fault of the service to a status and a code', async (t) => {
  const baseUrl = await startSandbox(t);
  const session = await createSession(handlerWith({ baseUrl }));
  const outcomes = {
    'api-400': '502 http',
    'api-401': '502 http',
    'api-403': '502 http',
    'api-429': '429 rate-limited retryable',
    'api-500': '502 http retryable',
    'api-502': '502 http retryable',
    'api-503': '502 http retryable',
    'api-html': '502 invalid-response',
    'api-empty': '502 invalid-response',
    'api-deep': '502 invalid-response',
    'api-truncated': '502 invalid-response',
    'api-wrong-types': '502 invalid-response',
    'api-cut': '502 network retryable',
    'api-hang': '504 timeout retryable',
    'api-404': '502 http',
  };
  for (const [fault, expected] of Object.entries(outcomes)) {
    // On a busy machine, other faults may take longer than this.
    const limit = fault === 'api-hang' && { timeout: 300 };
    const handler = handlerWith({ baseUrl: `${baseUrl}/fault/${fault}`, retries: 0, ...limit });
    assert.equal(await errorOf(await handler(createRequest())), expected, fault);
    assert.equal(handler.reports.length, 1, fault);
    // A session that the service does not know gives the same response as an invalid token, and no report.
    const outcome = await errorOf(await handler(verdictRequest(session)));
    assert.equal(outcome, fault === 'api-404' ? '404 not-found' : expected, fault);
    assert.equal(handler.reports.length, fault === 'api-404' ? 1 : 2, fault);
  }
  const unreachable = handlerWith({ baseUrl: 'http://127.0.0.1:1', retries: 0 });
  assert.equal(await errorOf(await unreachable(createRequest())), '502 network retryable');
});

test('creates only sessions whose verdict can be read', async (t) => {
  let id;
  const { url } = await mockService(t, ({ method }) =>
    Response.json(method === 'POST' ? { session_id: id, technologies: [] } : { id, technologies: [] }),
  );
  for (const path of [undefined, '/api/flow']) {
    const handler = handlerWith({ baseUrl: url, ...(path && { path }) });
    for (id of ['a', 'a/b?c=d#e', ' ', '%2e', '...', '😀', 'x'.repeat(200)]) {
      const session = await createSession(handler);
      const request = verdictRequest({ ...session, session_id: encodeURIComponent(session.session_id) });
      assert.equal((await contentOf(await handler(request))).body.session_id, id);
    }
    for (id of ['.', '..', 'x'.repeat(201), 'x'.repeat(300)]) {
      assert.equal(await errorOf(await handler(createRequest())), '502 invalid-response');
      const message = `must be text of 1 to 200 characters .*, but the string of ${id.length} characters is not`;
      assert.match(handler.reports.pop().message, new RegExp(message));
    }
    assert.deepEqual(handler.reports, []);
  }
});

test('passes on Retry-After in whole seconds', async (t) => {
  for (const [received, sent] of [
    ['7', '7'],
    ['0', '0'],
    [undefined, null],
  ]) {
    const headers = received === undefined ? {} : { 'retry-after': received };
    const { url } = await mockService(t, () => Response.json({}, { status: 429, headers }));
    const response = await handlerWith({ baseUrl: url, retries: 0 })(createRequest());
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), sent);
  }
});

test('retries reading a result, but not creating a session', async (t) => {
  let fail = false;
  const { url, requests } = await mockService(t, ({ method }) => {
    if (fail) {
      fail = false;
      return new Response('', { status: 503, headers: { 'retry-after': '0' } });
    }
    return method === 'POST'
      ? Response.json({ session_id: 's', technologies: [] })
      : Response.json({ id: 's', technologies: [] });
  });
  const handler = handlerWith({ baseUrl: url });
  const session = await createSession(handler);
  fail = true;
  assert.equal((await handler(verdictRequest(session))).status, 200);
  assert.equal(requests.length, 3);
  fail = true;
  assert.equal((await handler(createRequest())).status, 502);
  assert.equal(requests.length, 4);
});

test('no response or report contains the API key, even if the service echoes it', async (t) => {
  const key = 'k+/"y=50%&\u00e9 '.repeat(5).trim().replaceAll(' ', '_');
  const spellings = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
  const echo = {
    anything: key,
    [key]: key,
    nested: [{ url: `https://x/?flow_api_key=${encodeURIComponent(key)}` }],
  };
  const reason = { type: key, detail: `Why: ${key}` };
  let status = 200;
  const { url, requests } = await mockService(t, ({ method, body }) => {
    const fields =
      method === 'POST'
        ? { session_id: 's', technologies: [key, body] }
        : {
            id: 's',
            validated_at: key,
            technologies: [],
            status: key,
            finished_at: 'now',
            flow_session_failure_reasons: [reason],
          };
    return Response.json({ ...echo, ...fields, detail: `Wrong: ${key}` }, { status });
  });
  const handler = handlerWith({ apiKey: key, baseUrl: url, retries: 0, present: (result) => ({ result }) });
  const withoutKey = async (response, expected) => {
    assert.equal(response.status, expected);
    const text = `${JSON.stringify([...response.headers])} ${await response.clone().text()}`;
    for (const spelling of spellings) assert.ok(!text.includes(spelling), text);
    return response.json();
  };
  const session = await withoutKey(await handler(createRequest()), 201);
  assert.ok(requests[0].body.includes(spellings[1]), 'the service received the key');
  const { failure_reasons, result } = await withoutKey(await handler(verdictRequest(session)), 200);
  assert.deepEqual(failure_reasons, [{ type: '[API key]', detail: 'Why: [API key]' }]);
  assert.equal(result.nested[0].url, 'https://x/?flow_api_key=[API key]');
  for (status of [400, 401, 403, 404, 429, 500, 503]) {
    await withoutKey(await handler(createRequest()), status === 429 ? 429 : 502);
    await withoutKey(
      await handler(verdictRequest(session)),
      status === 429 ? 429 : status === 404 ? 404 : 502,
    );
  }
  const { inspect } = await import('node:util');
  const text = inspect(handler.reports, { depth: 20, showHidden: true });
  for (const spelling of spellings) assert.ok(!text.includes(spelling), text);
});
