// A polluted `Object.prototype` chooses neither the key, the secret, the service's address nor who may call the handlers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowClient } from '../../../dist/client.js';
import { createWebhookHandler } from '../../../dist/server.js';
import { polluted } from '../polluted.mjs';
import { createRequest, createSession, handlerWith, mockSessions, verdictRequest } from './support.mjs';

const EVIL = 'https://evil.example';
const SECRET = 'a secret that the attacker knows, 0123456789';

test('a handler ignores every option of a polluted prototype', async (t) => {
  const { url } = await mockSessions(t);
  const evil = await mockSessions(t);
  const clean = handlerWith({ baseUrl: url });
  for (const properties of [
    { secret: SECRET },
    { lifetime: 1 },
    { maxBody: 1 },
    { path: '/evil' },
    { trustProxy: true },
    { cors: { origins: [EVIL], credentials: true } },
    { metadata: { edocument: { skip_input: true } } },
    // Not `timeout` and `bodyTimeout`, which Node.js itself reads.
    { retries: 'many' },
  ]) {
    const name = Object.keys(properties).join();
    const [session, origin] = await polluted(properties, async () => {
      const handler = handlerWith({ baseUrl: url });
      const response = await handler(createRequest({ headers: { origin: EVIL } }));
      return [await createSession(handler, { body: {} }), [response.status, ...response.headers.keys()]];
    });
    // The token was signed with the key, and is still valid.
    assert.equal((await clean(verdictRequest(session))).status, 200, name);
    assert.equal(origin[0], 403, name);
    assert.ok(!origin.includes('access-control-allow-origin'), name);
  }
  assert.equal(evil.requests.length, 0);
});

test('the client ignores the base URL and the key of a polluted prototype', async (t) => {
  const evil = await mockSessions(t);
  const { url, requests } = await mockSessions(t);
  await polluted({ baseUrl: evil.url, apiKey: 'evil', dangerouslyAllowBrowser: true }, async () => {
    await createFlowClient({ apiKey: 'a-good-key', baseUrl: url, onWarning() {} }).createSession();
    assert.throws(() => createFlowClient({ baseUrl: url }), { code: 'invalid-config' });
  });
  assert.match(requests[0].body, /a-good-key/);
  assert.equal(evil.requests.length, 0);
});

test('a webhook handler ignores the secret of a polluted prototype', async (t) => {
  const { url } = await mockSessions(t);
  const events = [];
  const handler = await polluted({ secret: SECRET, baseUrl: EVIL }, () =>
    createWebhookHandler({
      apiKey: 'a-good-key',
      baseUrl: url,
      onResult() {},
      onEvent: (event) => events.push(event),
    }),
  );
  // Without a secret of its own, it accepts requests without one.
  const response = await handler(
    new Request('https://shop.example/hook', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    }),
  );
  assert.notEqual(response.status, 401);
  assert.notEqual(response.status, 404);
});
