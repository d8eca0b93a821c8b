import assert from 'node:assert/strict';
import { test } from 'node:test';
import { creation, errorOf, handlerOf, sessions } from './support.mjs';

/** A body without a length, in pieces; counts what was taken of it. */
function streamed(pieces) {
  let taken = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        if (taken === pieces.length) return controller.close();
        const piece = pieces[taken++];
        if (piece instanceof Error) controller.error(piece);
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

const stream = (pieces, options) => {
  const { body, taken } = streamed(pieces);
  const headers = { 'content-type': 'application/json', ...options?.headers };
  const request = creation({ ...options, headers, duplex: 'half' });
  return { request: new Request(request, { body, duplex: 'half' }), taken };
};

async function make(t, options) {
  const { url, requests } = await sessions(t);
  const seen = [];
  const metadata = ({ proposed }) => {
    seen.push(proposed);
  };
  return Object.assign(handlerOf({ baseUrl: url, metadata, ...options }), { seen, requests });
}

test('a body may be missing, empty, or an object', async (t) => {
  const handler = await make(t);
  const json = { 'content-type': 'application/json' };
  for (const options of [{}, { headers: json }, { body: '' }, { body: {} }, { body: { metadata: null } }]) {
    assert.equal((await handler(creation(options))).status, 201, JSON.stringify(options));
  }
  assert.equal((await handler(stream([]).request)).status, 201);
  assert.deepEqual(handler.seen, [undefined, undefined, undefined, undefined, null, undefined]);
  assert.equal((await handler(stream(['{"meta', 'data":"', 'қ"}']).request)).status, 201);
  assert.equal(handler.seen.at(-1), 'қ');
});

test('what is no JSON object is refused', async (t) => {
  const handler = await make(t);
  const bodies = ['{', '[]', 'null', '"x"', '5', '{"metadata":', '\u{feff}', `${'['.repeat(30_000)}`];
  for (const body of bodies) {
    assert.equal(await errorOf(await handler(creation({ body }))), '400 invalid-body', body.slice(0, 20));
  }
  const latin = new Request(creation({ body: 'x' }), {
    body: Buffer.from('{"metadata":"\u00e9"}', 'latin1'),
  });
  assert.equal(await errorOf(await handler(latin)), '400 invalid-body');
  const broken = stream(['{"metadata"', new Error('gone')]).request;
  assert.equal(await errorOf(await handler(broken)), '400 invalid-body');
  assert.deepEqual([handler.requests, handler.seen, handler.told], [[], [], []]);
});

test('a body that says it is something else is refused', async (t) => {
  const handler = await make(t);
  const typed = (type) => handler(creation({ body: '{}', headers: { 'content-type': type } }));
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'x/json',
    'application/jsonp',
  ])
    assert.equal(await errorOf(await typed(type)), '415 unsupported-media-type', type);
  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])
    assert.equal((await typed(type)).status, 201, type);
  const request = creation({ body: '{}' });
  request.headers.delete('content-type');
  assert.equal(await errorOf(await handler(request)), '415 unsupported-media-type');
});

test('a body is not read further than allowed', async (t) => {
  const handler = await make(t, { maxBody: 100 });
  const exact = `{"metadata":"${'x'.repeat(85)}"}`;
  assert.equal(exact.length, 100);
  assert.equal((await handler(creation({ body: exact }))).status, 201);
  assert.equal(await errorOf(await handler(creation({ body: `${exact} ` }))), '413 body-too-large');
  // Announced, it is not begun.
  const announced = stream(['x'], { headers: { 'content-length': '101' } });
  assert.equal(await errorOf(await handler(announced.request)), '413 body-too-large');
  assert.equal(announced.taken(), 0);
  // Not announced, it ends where it is too much.
  const pieces = Array.from({ length: 1000 }, () => 'x'.repeat(30));
  const endless = stream(pieces);
  assert.equal(await errorOf(await handler(endless.request)), '413 body-too-large');
  assert.ok(endless.taken() < 10, `${endless.taken()} pieces`);
  // A length that is a lie does not count.
  const lie = stream(pieces, { headers: { 'content-length': '5' } });
  assert.equal(await errorOf(await handler(lie.request)), '413 body-too-large');
});

test('64 KB are the default; a photo is let in on demand', async (t) => {
  const handler = await make(t);
  const sized = (length) => `{"metadata":"${'x'.repeat(length - 15)}"}`;
  assert.equal((await handler(creation({ body: sized(65_536) }))).status, 201);
  assert.equal(await errorOf(await handler(creation({ body: sized(65_537) }))), '413 body-too-large');
  const large = await make(t, { maxBody: 8_000_000 });
  assert.equal((await large(creation({ body: sized(8_000_000) }))).status, 201);
});

test('who may not, is not read', async (t) => {
  const handler = await make(t);
  const { request, taken } = stream(['{}'], { user: '' });
  assert.equal(await errorOf(await handler(request)), '401 unauthorized');
  assert.equal(taken(), 0);
});
