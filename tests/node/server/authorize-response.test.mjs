/** Responses that `authorize` returns or throws: constants, and those of other implementations of fetch. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { createRequest, handlerWith } from './support.mjs';

/** Returns the text of three responses to the same request, in order and at the same time. */
async function threeTimes(authorize, options) {
  const handler = handlerWith({ authorize, ...options });
  const contents = async (response) => [
    response.status,
    await response.text(),
    response.headers.get('x-why'),
  ];
  const first = await contents(await handler(createRequest()));
  const both = await Promise.all([handler(createRequest()), handler(createRequest())]);
  return { handler, responses: [first, ...(await Promise.all(both.map(contents)))] };
}

const denied = (init) => new Response('no', { status: 403, headers: { 'x-why': 'blocked' }, ...init });
const EXPECTED = [403, 'no', 'blocked'];

for (const [name, options] of [
  ['', {}],
  [' with CORS', { cors: { origins: ['https://app.example'] } }],
]) {
  test(`the same Response, returned or thrown, is sent each time${name}`, async () => {
    const constant = denied();
    for (const authorize of [
      () => constant,
      () => {
        throw constant;
      },
      () => Promise.reject(constant),
    ]) {
      const { handler, responses } = await threeTimes(authorize, options);
      assert.deepEqual([responses, handler.reports], [[EXPECTED, EXPECTED, EXPECTED], []]);
    }
  });
}

test('the same Response without a body, and a redirect, are sent each time', async () => {
  for (const [constant, status] of [
    [new Response(null, { status: 204 }), 204],
    [Response.redirect('https://shop.example/login', 303), 303],
  ]) {
    const { responses } = await threeTimes(() => constant);
    assert.deepEqual(responses, Array(3).fill([status, '', null]));
  }
});

/** A Response as polyfills have it: no subclass of the runtime's, and with a body that is no web stream. */
class OtherResponse {
  url = '';
  statusText = '';
  headers = new Map([['x-why', 'blocked']]);
  #text;
  #used = false;
  constructor(text, status) {
    this.#text = text;
    this.status = status;
  }
  clone() {
    return new OtherResponse(this.#text, this.status);
  }
  async arrayBuffer() {
    assert.ok(!this.#used);
    this.#used = true;
    return new TextEncoder().encode(this.#text).buffer;
  }
}

for (const [name, create] of Object.entries({
  'of a polyfill': () => new OtherResponse('no', 403),
  'of a polyfill in another realm': () => {
    const { status, ...rest } = new OtherResponse('no', 403);
    const other = new OtherResponse('no', 403);
    return Object.assign(runInNewContext('({})'), {
      ...rest,
      status,
      clone: () => other.clone(),
      arrayBuffer: () => other.arrayBuffer(),
    });
  },
  'whose class is not an instance of the runtime': () => {
    const response = denied();
    return Object.setPrototypeOf(
      Object.defineProperties(
        {},
        {
          status: { value: 403 },
          statusText: { value: '' },
          headers: { value: response.headers },
          url: { value: '' },
          clone: { value: () => response.clone() },
          arrayBuffer: { value: () => response.arrayBuffer() },
        },
      ),
      null,
    );
  },
})) {
  test(`sends a Response ${name}, returned or thrown, each time`, async () => {
    const constant = create();
    for (const authorize of [() => constant, () => Promise.reject(constant)]) {
      const { handler, responses } = await threeTimes(authorize);
      assert.deepEqual([responses, handler.reports], [[EXPECTED, EXPECTED, EXPECTED], []]);
    }
  });
}

test('a user with some fields of a Response is a user', async () => {
  const handler = handlerWith({
    authorize: () => ({ id: 'anna', status: 403, headers: {} }),
    apiKey: () => null,
  });
  assert.equal((await handler(createRequest())).status, 500);
  assert.match(handler.reports[0].message, /`apiKey`/);
});

test('a Response whose body was read is reported', async () => {
  const read = denied();
  await read.text();
  const handler = handlerWith({ authorize: () => read });
  assert.equal((await handler(createRequest())).status, 500);
  assert.equal(handler.reports.length, 1);
});
