/** Tests of `toNodeHandler` with simulated requests and responses, in states that a server does not reach on demand. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { toNodeHandler } from '../../../dist/server.js';

/** Returns a request like Node's. `flow` records the calls of `pause` and `resume`. */
function incomingWith(fields) {
  const flow = [];
  return Object.assign(new EventEmitter(), {
    method: 'POST',
    url: '/flow',
    headers: { host: 'shop.example' },
    readableEnded: false,
    destroyed: false,
    flow,
    pause: () => flow.push('pause'),
    resume: () => flow.push('resume'),
    ...fields,
  });
}

/** Returns a response like Node's, with its headers in `headers` and the arguments of `end` in `ended`. */
function outgoingWith({ headers: initial = {}, ...fields } = {}) {
  const headers = new Map(Object.entries(initial));
  return Object.assign(new EventEmitter(), {
    headers,
    statusCode: 200,
    headersSent: false,
    writableEnded: false,
    closed: false,
    getHeader: (name) => headers.get(name),
    getHeaderNames: () => [...headers.keys()],
    removeHeader: (name) => headers.delete(name),
    setHeader: (name, value) => headers.set(name, value),
    end(...body) {
      Object.assign(this, { ended: body, headersSent: true, writableEnded: true });
    },
    destroy() {
      this.closed = true;
    },
    ...fields,
  });
}

/** Returns the Fetch API request for a request of Node; `undefined` if the adapter rejects it with status 400. */
async function requestOf(fields) {
  const incoming = incomingWith(fields);
  const outgoing = outgoingWith();
  let received;
  const handler = async (request, context) => {
    received = request;
    assert.equal(context, incoming);
    return new Response();
  };
  assert.equal(await toNodeHandler(handler)(incoming, outgoing), undefined);
  assert.equal(outgoing.statusCode, received ? 200 : 400);
  return received;
}

test('takes the method, URL and headers from the request', async () => {
  const host = 'shop.example';
  const cases = [
    [{ method: undefined, url: undefined, headers: {} }, 'GET http://localhost/'],
    [{ method: 'GET', url: '/a?b=c', headers: { host } }, 'GET http://shop.example/a?b=c'],
    [{ url: '/', originalUrl: '/mount/a', headers: { host } }, 'POST http://shop.example/mount/a'],
    [{ url: '//evil.example/a', headers: { host } }, 'POST http://shop.example//evil.example/a'],
    [{ url: 'http://proxy.example/a', headers: { host } }, 'POST http://proxy.example/a'],
    [{ headers: { host: '[::1]:80' } }, 'POST http://[::1]/flow'],
    [{ headers: { ':authority': host, host: 'other.example' } }, 'POST http://shop.example/flow'],
    [{ headers: { ':authority': '', host } }, 'POST http://shop.example/flow'],
    [{ headers: { ':authority': [host], host: 'other.example' } }, 'POST http://other.example/flow'],
  ];
  for (const [fields, expected] of cases) {
    const { method, url } = await requestOf(fields);
    assert.equal(`${method} ${url}`, expected);
  }
  const list = { accept: ['a/b', 'c/d'], 'x-none': undefined, 'x-number': 7, ':path': '/', host };
  const { headers } = await requestOf({ headers: list });
  assert.deepEqual(Object.fromEntries(headers), { accept: 'a/b, c/d', host, 'x-number': '7' });
});

test('responds 400 to a host that could replace the path or name another host', async () => {
  for (const host of ['a/b', 'a?b', 'a#b', 'a@b', 'a\\b', 'a b', 'a\tb', '/'])
    assert.equal(await requestOf({ headers: { host } }), undefined, host);
});

test('a request by GET or HEAD has no body', async () => {
  for (const method of ['GET', 'HEAD']) assert.equal((await requestOf({ method })).body, null);
  assert.notEqual((await requestOf({ method: 'PUT' })).body, null);
});

test('passes on the body that a parser has left, or none', async () => {
  const announced = { 'content-length': '5' };
  const chunked = { 'transfer-encoding': 'chunked' };
  const cases = [
    ['nothing', {}, undefined, null],
    ['nothing, with a length of 0', { 'content-length': '0' }, undefined, null],
    ['an object', {}, { a: 1 }, '{"a":1}'],
    ['an object, announced', announced, { a: 1 }, '{"a":1}'],
    ['an empty object', {}, {}, null],
    ['an empty object, announced', announced, {}, '{}'],
    ['an empty object, chunked', chunked, {}, '{}'],
    ['null', {}, null, null],
    ['null, announced', announced, null, 'null'],
    ['an empty text', {}, '', null],
    ['an empty text, announced', announced, '', ''],
    ['text', {}, 'a=1', 'a=1'],
    ['bytes', {}, new TextEncoder().encode('{"a"'), '{"a"'],
    ['a number', {}, 0, '0'],
  ];
  for (const [name, headers, body, expected] of cases) {
    for (const state of [{ readableEnded: true }, { destroyed: true }]) {
      const request = await requestOf({ headers, body, ...state });
      assert.equal(request.body && (await request.text()), expected, name);
    }
  }
});

test('a body that was announced and is gone cannot be read', async () => {
  for (const headers of [{ 'content-length': '1' }, { 'transfer-encoding': 'chunked' }]) {
    const consumed = await requestOf({ headers, readableEnded: true, destroyed: true });
    await assert.rejects(consumed.text(), { name: 'ConsumedBodyError', message: /A body parser has read/ });
    const closed = await requestOf({ headers, destroyed: true });
    await assert.rejects(closed.text(), { name: 'Error', message: 'The connection was closed.' });
  }
});

/** Returns a request whose body is not read yet, its stream, and a reader. */
async function streamed(fields) {
  const incoming = incomingWith(fields);
  let request;
  const handler = async (received) => {
    request = received;
    return new Response();
  };
  await toNodeHandler(handler)(incoming, outgoingWith());
  return { incoming, reader: request.body.getReader() };
}

const bytes = (text) => new TextEncoder().encode(text);

test('streams a body on demand: each chunk pauses the request until the next read', async () => {
  const { incoming, reader } = await streamed();
  assert.deepEqual([incoming.flow, incoming.eventNames()], [[], []]);
  for (const text of ['{"a"', ':1}']) {
    const read = reader.read();
    assert.deepEqual(incoming.flow.splice(0), ['resume']);
    assert.equal(incoming.listenerCount('data'), 1);
    incoming.emit('data', bytes(text));
    assert.deepEqual(incoming.flow.splice(0), ['pause']);
    assert.deepEqual(await read, { done: false, value: bytes(text) });
  }
  const last = reader.read();
  incoming.emit('end');
  // Both events follow the end of a request, or of its connection.
  incoming.emit('close');
  incoming.emit('error', new Error('late'));
  assert.deepEqual(await last, { done: true, value: undefined });
});

test('a body fails with the error of the request, or if the connection closes before its end', async () => {
  const reset = new Error('reset');
  const events = [
    ['error', reset],
    ['close', 'The connection was closed.'],
  ];
  for (const [event, reason] of events) {
    const { incoming, reader } = await streamed();
    const read = reader.read();
    incoming.emit(event, reason);
    incoming.emit('close');
    incoming.emit('end');
    incoming.emit('data', bytes('late'));
    await assert.rejects(read, { message: reason.message ?? reason });
  }
  const { incoming, reader } = await streamed();
  incoming.destroyed = true;
  await assert.rejects(reader.read(), { message: 'The connection was closed.' });
});

test('cancelling a body discards the rest', async () => {
  const { incoming, reader } = await streamed();
  const read = reader.read();
  incoming.emit('data', bytes('{'));
  await read;
  incoming.flow.length = 0;
  await reader.cancel();
  assert.deepEqual(incoming.flow.splice(0), ['resume']);
  for (const event of ['data', 'error', 'end', 'close']) incoming.emit(event, bytes('}'));
  assert.deepEqual(incoming.flow, [], 'later chunks do not pause the request');
});

test('aborts the signal if the connection closes before the response has ended, and only then', async () => {
  for (const [fields, atCall, atClose] of [
    [{}, false, true],
    [{ destroyed: false }, false, true],
    [{ destroyed: true }, true, true],
    [{ writableEnded: true }, false, false],
    [{ writableEnded: true, destroyed: true }, false, false],
  ]) {
    const outgoing = outgoingWith(fields);
    const handler = async ({ signal }) => {
      assert.equal(signal.aborted, atCall);
      outgoing.emit('close');
      assert.equal(signal.aborted, atClose);
      return new Response();
    };
    await toNodeHandler(handler)(incomingWith(), outgoing);
    assert.equal(outgoing.statusCode, 200, JSON.stringify(fields));
  }
});

/** Returns what the adapter sends for a response. */
async function sent(response, { method = 'GET', headers } = {}) {
  const outgoing = outgoingWith({ headers });
  await toNodeHandler(async () => response)(incomingWith({ method }), outgoing);
  const { statusCode, ended } = outgoing;
  return { status: statusCode, headers: Object.fromEntries(outgoing.headers), ended };
}

test('sends the length of the body; without a body, only the length of another response', async () => {
  const announced = { headers: { 'content-length': '500' } };
  const lengths = [
    ['GET', new Response('body', announced), '4'],
    ['GET', new Response('', announced), undefined],
    ['POST', new Response(null, { ...announced, status: 204 }), undefined],
    ['GET', new Response(null, { ...announced, status: 304 }), '500'],
    ['HEAD', new Response(null, announced), '500'],
  ];
  for (const [method, response, expected] of lengths) {
    const { status, headers, ended } = await sent(response, { method });
    assert.equal(status, response.status);
    assert.equal(headers['content-length'], expected, `${method} ${response.status}`);
    assert.deepEqual(ended, expected === '4' ? [bytes('body')] : []);
  }
});

test('adds cookies and `Vary` to those of middleware, and replaces other headers', async () => {
  const response = new Response(null, { headers: { vary: 'Origin', 'x-other': 'new', connection: 'close' } });
  for (const cookie of ['b=2', 'c=3']) response.headers.append('set-cookie', cookie);
  for (const [earlier, expected] of [
    [{}, { 'set-cookie': ['b=2', 'c=3'], vary: 'Origin' }],
    [
      { 'set-cookie': 'a=1', vary: ['Accept', 'Cookie'], 'x-other': 'old' },
      { 'set-cookie': ['a=1', 'b=2', 'c=3'], vary: 'Accept, Cookie, Origin' },
    ],
    [
      { 'set-cookie': ['a=1', 'd=4'], vary: 5 },
      { 'set-cookie': ['a=1', 'd=4', 'b=2', 'c=3'], vary: '5, Origin' },
    ],
  ])
    assert.deepEqual((await sent(response, { headers: earlier })).headers, { ...expected, 'x-other': 'new' });
});

test('a failure removes all headers; after headers were sent, it closes the connection', async () => {
  const failing = toNodeHandler(async () => Promise.reject(new Error('failed')));
  const outgoing = outgoingWith({ headers: { 'set-cookie': 'a=1', etag: 'x' } });
  await failing(incomingWith(), outgoing);
  assert.deepEqual([outgoing.statusCode, outgoing.headers.size, outgoing.ended], [500, 0, []]);
  assert.equal(outgoing.closed, false);
  const begun = outgoingWith({ headers: { etag: 'x' }, headersSent: true });
  await failing(incomingWith(), begun);
  assert.deepEqual(
    [begun.statusCode, begun.headers.size, begun.ended, begun.closed],
    [200, 1, undefined, true],
  );
});

test('reads text of `setEncoding`, if it is UTF-8', async () => {
  for (const readableEncoding of ['utf8', 'utf-8', 'UTF-8', null, undefined]) {
    const { incoming, reader } = await streamed({ readableEncoding });
    const read = reader.read();
    incoming.emit('data', '{"a":"қ"}');
    assert.deepEqual(await read, { done: false, value: bytes('{"a":"қ"}') });
  }
  for (const readableEncoding of ['latin1', 'hex', 'base64', 'utf16le']) {
    const { incoming, reader } = await streamed({ readableEncoding });
    const read = reader.read();
    incoming.emit('data', '7b7d');
    incoming.emit('end');
    const message = new RegExp(`setEncoding\\('${readableEncoding}'\\)`);
    await assert.rejects(read, { name: 'ConsumedBodyError', message });
  }
});

test('a parsed body that JSON cannot carry is an error, and bytes of any kind are passed on', async () => {
  const cycle = {};
  cycle.self = cycle;
  for (const body of [{ id: 5n }, cycle, () => {}, Symbol('x'), { toJSON: () => undefined }]) {
    const request = await requestOf({ headers: { 'content-length': '5' }, body, readableEnded: true });
    await assert.rejects(request.text(), { name: 'ConsumedBodyError', message: /cannot be written as JSON/ });
  }
  const data = bytes('{"a":1}');
  for (const body of [data, new DataView(data.buffer), runInNewContext('Uint8Array').from(data)]) {
    const request = await requestOf({ headers: { 'content-length': '7' }, body, readableEnded: true });
    assert.equal(await request.text(), '{"a":1}');
  }
});
