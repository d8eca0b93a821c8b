import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowHandler } from '../../../dist/server.js';
import {
  created,
  creation,
  errorOf,
  handlerOf,
  KEY,
  question,
  SECRET,
  sandbox,
  service,
  sessions,
} from './support.mjs';

test('refuses options that cannot work, at once and without their values', () => {
  const fine = { apiKey: KEY, authorize: () => 'anna' };
  assert.equal(typeof createFlowHandler(fine), 'function');
  const wrong = [
    { apiKey: undefined },
    { apiKey: '' },
    { authorize: undefined },
    { authorize: true },
    { secret: '' },
    { secret: 'too short to be a secret' },
    { secret: [] },
    { secret: [SECRET, 'short'] },
    { lifetime: 0 },
    { lifetime: 1.5 },
    { lifetime: '60' },
    { maxBody: -1 },
    { timeout: Number.NaN },
    { metadata: 'x' },
    { present: {} },
    { onError: 'log' },
    { path: 'api/flow' },
    { path: '/api?x' },
  ];
  for (const option of wrong) {
    assert.throws(
      () => createFlowHandler({ ...fine, ...option }),
      ({ code, message }) =>
        code === 'invalid-config' && !message.includes(KEY) && !message.includes('short to'),
      JSON.stringify(option),
    );
  }
});

test('401 for nobody, whoever says so and however', async (t) => {
  const { url, requests } = await sessions(t);
  const nobody = [() => null, () => undefined, () => false, async () => null, () => ''];
  for (const authorize of nobody) {
    const handler = handlerOf({ baseUrl: url, authorize });
    assert.equal(await errorOf(await handler(creation())), '401 unauthorized');
    assert.equal(await errorOf(await handler(question({ session_id: 's', token: 't' }))), '401 unauthorized');
    assert.deepEqual(handler.told, []);
  }
  assert.equal(requests.length, 0);
});

test('the answer of `authorize` goes out as it is', async () => {
  const authorize = () => Response.redirect('https://shop.example/sign-in', 303);
  const response = await handlerOf({ authorize })(creation());
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), 'https://shop.example/sign-in');
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

test('an identity that names nobody is the host’s mistake, not everybody’s session', async (t) => {
  const { url, requests } = await sessions(t);
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
  ]) {
    const handler = handlerOf({ baseUrl: url, authorize: () => identity });
    assert.equal(await errorOf(await handler(creation())), '500 internal');
    assert.match(handler.told[0].message, /`authorize` must return/);
  }
  assert.equal(requests.length, 0);
});

test('what the host’s functions throw is told to the host alone', async (t) => {
  const { url } = await sessions(t);
  const secret = new Error('the password is 12345');
  const fail = () => {
    throw secret;
  };
  const ways = [fail, async () => fail(), () => Promise.reject(secret)];
  for (const way of ways) {
    for (const name of ['authorize', 'metadata', 'present']) {
      const session = await created(handlerOf({ baseUrl: url }));
      const handler = handlerOf({ baseUrl: url, [name]: way });
      const response = await handler(name === 'present' ? question(session) : creation());
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), {
        error: { code: 'internal', message: 'The server failed.', retryable: false },
      });
      assert.deepEqual(handler.told, [secret]);
    }
  }
  const own = handlerOf({ baseUrl: url, authorize: () => Promise.reject(undefined), onError: fail });
  assert.equal(await errorOf(await own(creation())), '500 internal');
});

test('without `onError` it is told on the console', async (t) => {
  const error = t.mock.method(console, 'error', () => {});
  const why = new Error('why');
  const handler = createFlowHandler({ apiKey: KEY, authorize: () => Promise.reject(why) });
  assert.equal((await handler(creation())).status, 500);
  assert.deepEqual(
    error.mock.calls.map((call) => call.arguments),
    [[why]],
  );
});

test('`authorize` must leave the body', async (t) => {
  const { url } = await sessions(t);
  const read = (request) => request.text().then(() => 'anna');
  const handler = handlerOf({ baseUrl: url, authorize: read });
  assert.equal(await errorOf(await handler(creation({ body: {} }))), '500 internal');
  assert.match(handler.told[0].message, /must not read the body/);
  const clone = handlerOf({ baseUrl: url, authorize: (request) => read(request.clone()) });
  assert.equal((await clone(creation({ body: {} }))).status, 201);
});

test('metadata that break a rule of the guide are named', async (t) => {
  const { url, requests } = await sessions(t);
  const metadata = ({ proposed }) => proposed;
  const handler = handlerOf({ baseUrl: url, metadata });
  const response = await handler(creation({ body: { metadata: { edocument: { skip_input: true } } } }));
  assert.equal(response.status, 400);
  const { error } = await response.json();
  assert.equal(error.code, 'invalid-metadata');
  assert.match(error.message, /skip_input/);
  let deep = {};
  for (let level = 0; level < 200; level++) deep = { deep };
  const half = { edocument: { iin: { value: '\ud800' } } };
  for (const proposed of [
    5,
    'x',
    [],
    { edocument: 5 },
    { face2face: { photo1: 'no base64!' } },
    deep,
    half,
  ]) {
    const answer = await handler(creation({ body: { metadata: proposed } }));
    assert.equal(await errorOf(answer), '400 invalid-metadata', JSON.stringify(proposed));
  }
  const cyclic = {};
  cyclic.edocument = cyclic;
  assert.equal(
    await errorOf(await handlerOf({ baseUrl: url, metadata: cyclic })(creation())),
    '400 invalid-metadata',
  );
  assert.equal(requests.length, 0);
});

test('what the service fails with, by the sandbox’s faults', async (t) => {
  const baseUrl = await sandbox(t);
  const session = await created(handlerOf({ baseUrl }));
  const expected = {
    'api-400': '502 http',
    'api-401': '502 http',
    'api-403': '502 http',
    'api-429': '429 rate-limited again',
    'api-500': '502 http again',
    'api-502': '502 http again',
    'api-503': '502 http again',
    'api-html': '502 invalid-response',
    'api-empty': '502 invalid-response',
    'api-deep': '502 invalid-response',
    'api-truncated': '502 invalid-response',
    'api-wrong-types': '502 invalid-response',
    'api-cut': '502 network again',
    'api-hang': '504 timeout again',
    'api-404': '502 http',
  };
  for (const [fault, outcome] of Object.entries(expected)) {
    const handler = handlerOf({ baseUrl: `${baseUrl}/fault/${fault}`, retries: 0, timeout: 300 });
    assert.equal(await errorOf(await handler(creation())), outcome, fault);
    assert.equal(handler.told.length, 1, fault);
    // That a session is unknown to the service is an answer, and the same as to a wrong token.
    const read = await errorOf(await handler(question(session)));
    assert.equal(read, fault === 'api-404' ? '404 not-found' : outcome, fault);
    assert.equal(handler.told.length, fault === 'api-404' ? 1 : 2, fault);
  }
  const nowhere = handlerOf({ baseUrl: 'http://127.0.0.1:1', retries: 0 });
  assert.equal(await errorOf(await nowhere(creation())), '502 network again');
  const noAddress = handlerOf({ baseUrl: 'nowhere' });
  assert.equal(await errorOf(await noAddress(creation())), '500 internal');
  assert.equal(noAddress.told[0].code, 'invalid-config');
});

test('how long to wait is passed on, in whole seconds', async (t) => {
  for (const [given, passed] of [
    ['7', '7'],
    ['0', '0'],
    [undefined, null],
  ]) {
    const headers = given === undefined ? {} : { 'retry-after': given };
    const { url } = await service(t, () => Response.json({}, { status: 429, headers }));
    const response = await handlerOf({ baseUrl: url, retries: 0 })(creation());
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), passed);
  }
});

test('reading is repeated where that helps, creating is not', async (t) => {
  let fail = false;
  const { url, requests } = await service(t, ({ method }) => {
    if (fail) {
      fail = false;
      return new Response('', { status: 503, headers: { 'retry-after': '0' } });
    }
    return method === 'POST'
      ? Response.json({ session_id: 's', technologies: [] })
      : Response.json({ id: 's', technologies: [] });
  });
  const handler = handlerOf({ baseUrl: url });
  const session = await created(handler);
  fail = true;
  assert.equal((await handler(question(session))).status, 200);
  assert.equal(requests.length, 3);
  fail = true;
  assert.equal((await handler(creation())).status, 502);
  assert.equal(requests.length, 4);
});

test('the key is in no answer and no report, even if the service repeats it', async (t) => {
  const key = 'k+/"y=50%&\u00e9 '.repeat(5).trim().replaceAll(' ', '_');
  const spellings = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
  const echo = {
    anything: key,
    [key]: key,
    nested: [{ url: `https://x/?flow_api_key=${encodeURIComponent(key)}` }],
  };
  const reason = { type: key, detail: `Why: ${key}` };
  let status = 200;
  const { url, requests } = await service(t, ({ method, body }) => {
    const fields =
      method === 'POST'
        ? { session_id: 's', technologies: [key, body] }
        : {
            id: key,
            technologies: [],
            status: key,
            finished_at: 'now',
            flow_session_failure_reasons: [reason],
          };
    return Response.json({ ...echo, ...fields, detail: `Wrong: ${key}` }, { status });
  });
  const handler = handlerOf({ apiKey: key, baseUrl: url, retries: 0, present: (result) => ({ result }) });
  const clean = async (response, expected) => {
    assert.equal(response.status, expected);
    const text = `${JSON.stringify([...response.headers])} ${await response.clone().text()}`;
    for (const spelling of spellings) assert.ok(!text.includes(spelling), text);
    return response.json();
  };
  const session = await clean(await handler(creation()), 201);
  assert.ok(requests[0].body.includes(spellings[1]), 'the service was told the key');
  const { failure_reasons, result } = await clean(await handler(question(session)), 200);
  assert.deepEqual(failure_reasons, [{ type: '[API key]', detail: 'Why: [API key]' }]);
  assert.equal(result.nested[0].url, 'https://x/?flow_api_key=[API key]');
  for (status of [400, 401, 403, 404, 429, 500, 503]) {
    await clean(await handler(creation()), status === 429 ? 429 : 502);
    await clean(await handler(question(session)), status === 429 ? 429 : status === 404 ? 404 : 502);
  }
  const { inspect } = await import('node:util');
  const told = inspect(handler.told, { depth: 20, showHidden: true });
  for (const spelling of spellings) assert.ok(!told.includes(spelling), told);
});
