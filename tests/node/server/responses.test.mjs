/** Tests of `js/server/response.ts` and `js/server/responder.ts`: responses, and the errors that become one. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let lib;

before(async () => {
  const names = ['server/response', 'server/responder', 'server/http-error', 'shared/error'];
  lib = await importSources(names.map((name) => `export * from './js/${name}.ts';`).join('\n'));
});

const serialize = (value) => JSON.stringify(value).replaceAll('KEY', '[API key]');
const JSON_HEADERS = {
  'cache-control': 'no-store',
  'content-type': 'application/json',
  'x-content-type-options': 'nosniff',
};

const partsOf = async (response) => ({
  status: response.status,
  headers: Object.fromEntries(response.headers),
  body: await response.text(),
});

test('a JSON response is serialised without the key and not cached; further headers replace its own', async () => {
  assert.deepEqual(await partsOf(lib.jsonResponse(serialize, 201, { a: 'KEY' })), {
    status: 201,
    headers: JSON_HEADERS,
    body: '{"a":"[API key]"}',
  });
  const headers = { Allow: 'GET', 'Cache-Control': 'private' };
  assert.deepEqual((await partsOf(lib.jsonResponse(serialize, 405, null, headers))).headers, {
    ...JSON_HEADERS,
    allow: 'GET',
    'cache-control': 'private',
  });
});

/** Returns the response of a responder for work that throws, and what it reported. */
async function respondTo(thrown, { signal = new AbortController().signal, onError } = {}) {
  const reports = [];
  const responder = lib.createResponder(serialize, onError ?? ((error) => reports.push(error)));
  const response = await responder.respond({ signal }, () => Promise.reject(thrown));
  return { ...(await partsOf(response)), reports };
}

test('an HttpError becomes its response, without a report', async () => {
  const error = new lib.HttpError(429, 'rate-limited', 'Wait: KEY.', true, { 'Retry-After': '5' });
  for (const signal of [undefined, AbortSignal.abort()])
    assert.deepEqual(await respondTo(error, { signal }), {
      status: 429,
      headers: { ...JSON_HEADERS, 'retry-after': '5' },
      body: '{"error":{"code":"rate-limited","message":"Wait: [API key].","retryable":true}}',
      reports: [],
    });
  const { status, headers, body } = await respondTo(lib.methodNotAllowed('POST'));
  assert.deepEqual([status, headers.allow], [405, 'POST']);
  assert.match(body, /Use POST for this path/);
});

test('other errors are reported, and become a 500 that tells only whether to retry', async () => {
  const cases = [
    [new Error('a password'), false],
    ['text', false],
    [undefined, false],
    [new lib.FlowWidgetError('invalid-config', 'a password'), false],
    [new lib.FlowWidgetError('invalid-config', 'a password', { retryable: true }), true],
    [Object.assign(new Error('a password'), { retryable: true }), false],
  ];
  for (const [thrown, retryable] of cases) {
    const { status, body, reports } = await respondTo(thrown);
    const error = { code: 'internal', message: 'Internal server error.', retryable };
    assert.deepEqual([status, JSON.parse(body), reports], [500, { error }, [thrown]]);
  }
});

test('after the client has disconnected, an error is neither reported nor described', async () => {
  const outcome = await respondTo(new Error('aborted'), { signal: AbortSignal.abort() });
  assert.deepEqual(outcome, { status: 499, headers: {}, body: '', reports: [] });
});

test('an exception of `onError` has no effect, thrown or asynchronous', async (t) => {
  const unhandled = t.mock.fn();
  process.on('unhandledRejection', unhandled);
  t.after(() => process.off('unhandledRejection', unhandled));
  const fail = () => {
    throw new Error('the log is full');
  };
  for (const onError of [fail, async () => fail()])
    assert.equal((await respondTo(new Error('failed'), { onError })).status, 500);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(unhandled.mock.callCount(), 0);
});

test('returns the response of work that succeeds', async () => {
  const response = new Response('x');
  const { respond } = lib.createResponder(serialize, assert.fail);
  assert.equal(await respond({ signal: AbortSignal.abort() }, async () => response), response);
});

/** Returns a response like one of `fetch`, whose headers are immutable and describe a body that is decoded. */
function fetched() {
  const headers = { 'content-encoding': 'gzip', 'content-length': '9', vary: 'Cookie', etag: 'x' };
  return Object.defineProperty(new Response('text', { status: 403, headers }), 'url', { value: 'http://a/' });
}

test('`withHeaders` copies the response, extends `Vary`, and replaces other headers', async () => {
  const { isFetched, withHeaders } = lib;
  const original = new Response('text', {
    status: 403,
    headers: { 'content-encoding': 'gzip', vary: 'Cookie', etag: 'x' },
  });
  assert.equal(withHeaders(original, {}), original);
  assert.deepEqual(await partsOf(withHeaders(original, { Vary: 'Origin', ETag: 'y' })), {
    status: 403,
    headers: {
      'content-encoding': 'gzip',
      'content-type': 'text/plain;charset=UTF-8',
      etag: 'y',
      vary: 'Cookie, Origin',
    },
    body: 'text',
  });
  assert.deepEqual([isFetched(original), isFetched(fetched())], [false, true]);
  const { headers } = await partsOf(withHeaders(fetched(), { Vary: 'Origin' }));
  assert.deepEqual(headers, {
    'content-type': 'text/plain;charset=UTF-8',
    etag: 'x',
    vary: 'Cookie, Origin',
  });
  const redirect = withHeaders(Response.redirect('https://shop.example/', 303), { Vary: 'Origin' });
  assert.equal(redirect.headers.get('location'), 'https://shop.example/');
});
