import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest, errorOf, handlerWith, mockSessions } from './support.mjs';

/** Creates a body stream; `read()` returns how many chunks were read. An Error fails the stream. */
function streamOf(chunks) {
  let read = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        if (read === chunks.length) return controller.close();
        const chunk = chunks[read++];
        if (chunk instanceof Error) controller.error(chunk);
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, read: () => read };
}

/** Returns a request with a streamed body, without Content-Length unless a header sets it. */
const streamRequest = (chunks, options) => {
  const { body, read } = streamOf(chunks);
  const headers = { 'content-type': 'application/json', ...options?.headers };
  const request = createRequest({ ...options, headers, duplex: 'half' });
  return { request: new Request(request, { body, duplex: 'half' }), read };
};

async function createHandler(t, options) {
  const { url, requests } = await mockSessions(t);
  const proposals = [];
  const metadata = ({ proposed }) => {
    proposals.push(proposed);
  };
  return Object.assign(handlerWith({ baseUrl: url, metadata, ...options }), { proposals, requests });
}

test('accepts a missing body, an empty body and a JSON object', async (t) => {
  const handler = await createHandler(t);
  const json = { 'content-type': 'application/json' };
  for (const options of [{}, { headers: json }, { body: '' }, { body: {} }, { body: { metadata: null } }]) {
    assert.equal((await handler(createRequest(options))).status, 201, JSON.stringify(options));
  }
  assert.equal((await handler(streamRequest([]).request)).status, 201);
  assert.deepEqual(handler.proposals, [undefined, undefined, undefined, undefined, null, undefined]);
  assert.equal((await handler(streamRequest(['{"meta', 'data":"', 'қ"}']).request)).status, 201);
  assert.equal(handler.proposals.at(-1), 'қ');
});

test('responds 400 to a body that is not a JSON object', async (t) => {
  const handler = await createHandler(t);
  const bodies = ['{', '[]', 'null', '"x"', '5', '{"metadata":', '\u{feff}', `${'['.repeat(30_000)}`];
  for (const body of bodies) {
    assert.equal(
      await errorOf(await handler(createRequest({ body }))),
      '400 invalid-body',
      body.slice(0, 20),
    );
  }
  const latin = new Request(createRequest({ body: 'x' }), {
    body: Buffer.from('{"metadata":"\u00e9"}', 'latin1'),
  });
  assert.equal(await errorOf(await handler(latin)), '400 invalid-body');
  const broken = streamRequest(['{"metadata"', new Error('disconnected')]).request;
  assert.equal(await errorOf(await handler(broken)), '400 invalid-body');
  assert.deepEqual([handler.requests, handler.proposals, handler.reports], [[], [], []]);
});

test('responds 415 to content types other than JSON', async (t) => {
  const handler = await createHandler(t);
  const post = (type) => handler(createRequest({ body: '{}', headers: { 'content-type': type } }));
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'x/json',
    'application/jsonp',
  ])
    assert.equal(await errorOf(await post(type)), '415 unsupported-media-type', type);
  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])
    assert.equal((await post(type)).status, 201, type);
  const request = createRequest({ body: '{}' });
  request.headers.delete('content-type');
  assert.equal(await errorOf(await handler(request)), '415 unsupported-media-type');
});

test('responds 413 without reading beyond `maxBody`', async (t) => {
  const handler = await createHandler(t, { maxBody: 100 });
  const exact = `{"metadata":"${'x'.repeat(85)}"}`;
  assert.equal(exact.length, 100);
  assert.equal((await handler(createRequest({ body: exact }))).status, 201);
  assert.equal(await errorOf(await handler(createRequest({ body: `${exact} ` }))), '413 body-too-large');
  const headers = { 'content-length': '100' };
  assert.equal((await handler(streamRequest([exact], { headers }).request)).status, 201);
  // With Content-Length, the body is not read at all.
  const announced = streamRequest(['x'], { headers: { 'content-length': '101' } });
  assert.equal(await errorOf(await handler(announced.request)), '413 body-too-large');
  assert.equal(announced.read(), 0);
  // Without Content-Length, reading stops at the limit.
  const chunks = Array.from({ length: 1000 }, () => 'x'.repeat(30));
  const endless = streamRequest(chunks);
  assert.equal(await errorOf(await handler(endless.request)), '413 body-too-large');
  assert.ok(endless.read() < 10, `${endless.read()} chunks`);
  // A wrong Content-Length does not bypass the limit.
  const wrong = streamRequest(chunks, { headers: { 'content-length': '5' } });
  assert.equal(await errorOf(await handler(wrong.request)), '413 body-too-large');
});

test('`maxBody` defaults to 64 KB and can be raised for photos', async (t) => {
  const handler = await createHandler(t);
  const sized = (length) => `{"metadata":"${'x'.repeat(length - 15)}"}`;
  assert.equal((await handler(createRequest({ body: sized(65_536) }))).status, 201);
  assert.equal(await errorOf(await handler(createRequest({ body: sized(65_537) }))), '413 body-too-large');
  const large = await createHandler(t, { maxBody: 8_000_000 });
  assert.equal((await large(createRequest({ body: sized(8_000_000) }))).status, 201);
});

test('does not read the body of an unauthorized request', async (t) => {
  const handler = await createHandler(t);
  const { request, read } = streamRequest(['{}'], { user: '' });
  assert.equal(await errorOf(await handler(request)), '401 unauthorized');
  assert.equal(read(), 0);
});

test('responds 408 if the body does not arrive within `bodyTimeout`', async (t) => {
  const handler = await createHandler(t, { bodyTimeout: 100 });
  let cancelled = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
    cancel: () => {
      cancelled = true;
    },
  });
  const headers = { 'content-type': 'application/json' };
  const request = new Request(createRequest({ headers }), { body, duplex: 'half' });
  const response = await handler(request);
  assert.match((await response.clone().json()).error.message, /within 0\.1 s/);
  assert.equal(await errorOf(response), '408 body-timeout retryable');
  assert.equal(cancelled, true);
  assert.deepEqual([handler.requests, handler.proposals, handler.reports], [[], [], []]);
  assert.equal((await handler(createRequest({ body: {} }))).status, 201);
  const unlimited = await createHandler(t, { bodyTimeout: 0 });
  const slow = new ReadableStream({
    async start(controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.enqueue(new TextEncoder().encode('{}'));
      controller.close();
    },
  });
  const slowRequest = new Request(createRequest({ headers }), { body: slow, duplex: 'half' });
  assert.equal((await unlimited(slowRequest)).status, 201);
});
