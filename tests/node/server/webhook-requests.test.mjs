/** Tests of `createWebhookHandler`: secrets, invalid requests, options. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createWebhookHandler } from '../../../dist/server.js';
import { errorOf, KEY, mockSessions } from './support.mjs';
import { EVENT, eventRequest, flowEnd, webhookWith } from './webhook-support.mjs';

const SECRET = 'a-webhook+secret/0123456789';
const START = { ...EVENT, event: 'flow.start' };

test('accepts a secret in the last path segment or the query, and responds 404 without it', async () => {
  const other = 'another-webhook-secret';
  const handler = webhookWith({ secret: [SECRET, other] });
  const encoded = encodeURIComponent(SECRET);
  const accepted = [
    `/webhooks/flow/${encoded}`,
    `/${encoded}`,
    `/webhooks/flow?secret=${encoded}`,
    `/webhooks/flow?a=b&secret=${encoded}`,
    `/webhooks/${other}`,
  ];
  for (const [index, path] of accepted.entries()) {
    const event = { ...START, id: `event ${index}` };
    assert.equal((await handler(eventRequest(event, { path }))).status, 200, path);
  }
  assert.equal(handler.events.length, accepted.length);
  const rejected = [
    '/webhooks/flow',
    '/',
    `/webhooks/${encoded}/flow`,
    `/webhooks/${encoded}x`,
    `/webhooks/${encoded.slice(0, -1)}`,
    `/webhooks/${encoded.toUpperCase()}`,
    `/webhooks/flow?SECRET=${encoded}`,
    `/webhooks/flow?secret=`,
    `/webhooks/flow?secret=x&secret=${encoded}`,
    `/webhooks/flow#${encoded}`,
    '/webhooks/%ff',
  ];
  for (const path of rejected) {
    for (const request of [eventRequest(START, { path }), new Request(`https://shop.example${path}`)])
      assert.equal(await errorOf(await handler(request)), '404 not-found', path);
  }
  assert.equal(handler.events.length, accepted.length);
});

test('responds 405 to methods other than POST', async () => {
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await webhookWith()(new Request('https://shop.example/webhooks/flow', { method }));
    assert.equal(response.headers.get('allow'), 'POST');
    assert.equal(await errorOf(response), '405 method-not-allowed');
  }
});

test('responds 400 to a body that is not an event, and names the field', async () => {
  const handler = webhookWith();
  for (const body of ['', '{', '[]', 'null', '5', '"flow.end"']) {
    assert.equal(await errorOf(await handler(eventRequest(body))), '400 invalid-body', body);
  }
  const invalid = [undefined, null, 5, true, '', [], {}, 'x'.repeat(201), '\ud800'];
  for (const name of ['id', 'event', 'session_id']) {
    for (const value of invalid) {
      const response = await handler(eventRequest({ ...flowEnd(), [name]: value }));
      const { message } = (await response.clone().json()).error;
      assert.equal(await errorOf(response), '400 invalid-body');
      assert.match(message, new RegExp(`^\`${name}\` must be a string of 1 to 200 characters, but is `));
    }
  }
  const described = [
    [undefined, 'missing'],
    [null, 'null'],
    [5, 'of type number'],
    [[], 'an array'],
    [{}, 'of type object'],
    ['x'.repeat(201), 'a string of 201 characters'],
  ];
  for (const [id, description] of described) {
    const { error } = await (await handler(eventRequest({ ...flowEnd(), id }))).json();
    assert.ok(error.message.endsWith(`, but is ${description}.`), error.message);
  }
  assert.deepEqual([handler.events, handler.results, handler.reports], [[], [], []]);
});

test('accepts fields of 200 characters', async () => {
  const handler = webhookWith();
  const long = 'x'.repeat(200);
  const event = { ...START, id: long, event: long, session_id: long };
  assert.equal((await handler(eventRequest(event))).status, 200);
  assert.equal(handler.events.length, 1);
});

test('without `secret`, every URL is accepted', async () => {
  for (const path of ['/', '/webhooks/flow', '/webhooks/flow?secret=x'])
    assert.equal((await webhookWith()(eventRequest(START, { path }))).status, 200, path);
});

test('a secret that looks like malformed percent-encoding is accepted as it is', async () => {
  const secret = '100%-random-secret';
  for (const path of [`/webhooks/${secret}`, `/webhooks/${encodeURIComponent(secret)}`])
    assert.equal((await webhookWith({ secret })(eventRequest(START, { path }))).status, 200, path);
});

test('an event that waits for another with its id gets a retryable error after four times `timeout`', async (t) => {
  const calls = new EventTarget();
  const onEvent = () =>
    new Promise((resolve) => {
      calls.addEventListener('end', resolve);
      calls.dispatchEvent(new Event('begin'));
    });
  const handler = webhookWith({ timeout: 60_000, bodyTimeout: 0, onEvent });
  const called = new Promise((resolve) => calls.addEventListener('begin', resolve));
  const first = handler(eventRequest(START));
  await called;
  const { setTimeout } = globalThis;
  const shorten = (work, ms, ...rest) => setTimeout(work, ms === 240_000 ? 0 : ms, ...rest);
  t.mock.method(globalThis, 'setTimeout', shorten);
  assert.equal(await errorOf(await handler(eventRequest(START))), '500 internal retryable');
  assert.deepEqual(handler.reports, []);
  calls.dispatchEvent(new Event('end'));
  assert.equal((await first).status, 200);
});

test('accepts JSON with any content type', async () => {
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
    const handler = webhookWith();
    const headers = { 'content-type': type };
    assert.equal((await handler(eventRequest(START, { headers }))).status, 200, type);
    assert.equal(handler.events.length, 1);
  }
});

test('limits the length of the body and the time in which it arrives', async () => {
  const text = JSON.stringify(START);
  assert.equal((await webhookWith({ maxBody: text.length })(eventRequest(text))).status, 200);
  const limited = webhookWith({ maxBody: text.length - 1 });
  assert.equal(await errorOf(await limited(eventRequest(text))), '413 body-too-large');
  const slow = webhookWith({ bodyTimeout: 100 });
  const body = new ReadableStream({});
  const request = new Request('https://shop.example', { method: 'POST', body, duplex: 'half' });
  assert.equal(await errorOf(await slow(request)), '408 body-timeout retryable');
});

test('responses and reports contain neither key, secret nor result', async (t) => {
  const { url } = await mockSessions(t, { status: 'FINISHED', flow_session_result: true, secret: SECRET });
  const path = `/webhooks/${encodeURIComponent(SECRET)}`;
  const options = { baseUrl: url, secret: SECRET };
  const handlers = [
    webhookWith(options),
    webhookWith({ ...options, onResult: () => Promise.reject(new Error('failed')) }),
    webhookWith({ ...options, baseUrl: 'http://127.0.0.1:1', retries: 0 }),
  ];
  for (const handler of handlers) {
    const response = await handler(eventRequest(flowEnd(), { path }));
    const text = `${await response.text()} ${inspect([...response.headers, handler.reports], { depth: 9 })}`;
    for (const hidden of [SECRET, encodeURIComponent(SECRET), KEY, 'flow_session_result'])
      assert.ok(!text.includes(hidden), text);
  }
});

test('rejects options that would be ignored: unknown, inherited or hidden ones', () => {
  class Options {
    apiKey = KEY;
    onResult = () => {};
    get secret() {
      return SECRET;
    }
  }
  const plain = { apiKey: KEY, onResult: () => {} };
  const hidden = Object.defineProperty({ ...plain }, 'secret', { value: SECRET });
  const inherited = /`secret` must be an own, enumerable property of the options/;
  const ignored = [
    [new Options(), inherited],
    [Object.assign(Object.create({ secret: SECRET }), plain), inherited],
    [hidden, inherited],
    ...['secrets', 'Secret', 'webhookSecret'].map((name) => [
      { ...plain, [name]: SECRET },
      RegExp(`"${name}"`),
    ]),
    [{ ...plain, secrets: undefined }, /"secrets"/],
    ...['sekret', 'onresult', '__proto__'].map((name) => [
      { ...plain, [name]: SECRET },
      RegExp(`^"${name}" is not an option. The options are apiKey, .*secret`),
    ]),
    [{ ...plain, ['x'.repeat(1000)]: 1 }, /^"x{60}" is not an option/],
  ];
  for (const [options, message] of ignored)
    assert.throws(
      () => createWebhookHandler(options),
      (error) => {
        assert.equal(error.code, 'invalid-config');
        assert.match(error.message, message);
        return !inspect(error).includes(SECRET);
      },
    );
});

test('accepts a base64 secret as it is, and a slash after the secret', async () => {
  const secrets = [
    'aB+c/d=eF0123456789xyz',
    'aB+c/d/eF0123456789==',
    '/aB+c0123456789xyz+/',
    'aB0123456789cdef%2',
  ];
  for (const secret of secrets) {
    const encoded = encodeURIComponent(secret);
    const handler = webhookWith({ secret: ['another-webhook-secret', secret] });
    const status = async (path) => (await handler(eventRequest(START, { path }))).status;
    for (const each of [secret, encoded]) {
      for (const path of [`/hooks/${each}`, `/hooks/${each}/`, `/${each}`, `/hooks?secret=${each}`])
        assert.equal(await status(path), 200, path);
      for (const path of [
        `/hooks/x${each}`,
        `/hooks/${each}//`,
        `/hooks/${each}/x`,
        `/hooks?secret=${each}/`,
      ])
        assert.equal(await status(path), 404, path);
    }
    for (const part of secret.split('/').filter((part) => part !== secret))
      assert.equal(await status(`/hooks/${part}`), 404, part);
  }
});

test('throws `invalid-config` for invalid options, without quoting secrets', () => {
  const invalid = [
    [{ apiKey: undefined }, /`apiKey` must be .* not undefined/],
    [{ onResult: undefined }, /`onResult` must be a function .* not undefined/],
    [{ onEvent: 'log' }, /`onEvent` must be a function, not "log"/],
    [{ seen: new Set() }, /`seen` must be a function, not an object/],
    [{ onError: 5 }, /`onError` must be a function, not 5/],
    [{ secret: undefined }, /`secret` must be a string of 16 or more .* not undefined/],
    [{ secret: '' }, /`secret` must be a string of 16 or more .* not ""/],
    [{ secret: 'short to guess' }, /`secret` must be .* not a string of 14 characters/],
    [{ secret: 'x'.repeat(16) }, /`secret` must be .* not a string of 16 characters/],
    [{ secret: [] }, /`secret` must be .* at least one string/],
    [{ timeout: -1 }, /`timeout`/],
    [{ retries: '2' }, /`retries`/],
    [{ maxBody: 1e9 }, /`maxBody`/],
    [{ bodyTimeout: 0.5 }, /`bodyTimeout`/],
    [{ baseUrl: 'kyc' }, /`baseUrl`/],
  ];
  for (const [option, expected] of invalid) {
    assert.throws(
      () => createWebhookHandler({ apiKey: KEY, onResult: () => {}, ...option }),
      ({ code, message }) => {
        assert.equal(code, 'invalid-config');
        assert.match(message, expected);
        return !message.includes(KEY) && !message.includes('short to');
      },
      String(expected),
    );
  }
});
