// The playground's inbox for webhooks: receives them with the package's handler, and streams them to the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWebhooks } from '../../../www/server/webhooks.mjs';

const URL = 'http://127.0.0.1:1';

function create() {
  const webhooks = createWebhooks(URL);
  // Only `flow.end` makes the handler send a request.
  webhooks.receiveFrom([{ name: 'Flow', apiKey: 'TEST-KEY_of-the-flow_0123456789', baseUrl: URL }]);
  const send = async (event, url = webhooks.url) => {
    const headers = { 'content-type': 'application/json' };
    const response = webhooks.handle(
      new Request(url, { method: 'POST', headers, body: JSON.stringify(event) }),
    );
    return (await response).status;
  };
  const open = (session, headers = {}) => {
    const response = webhooks.handle(new Request(`${URL}/api/webhooks?session=${session}`, { headers }));
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    return { read: async () => (await reader.read()).value, close: () => reader.cancel() };
  };
  return { webhooks, send, open };
}

const event = (id, session_id) => ({ id, event: 'flow.start', session_id, flow_name: 'Flow', success: true });

const dataOf = (text) => JSON.parse(/^data: (.*)$/m.exec(text)[1]);

test('streams the earlier and the new events of the session', async () => {
  const { send, open } = create();
  assert.equal(await send(event('1', 'a')), 200);
  assert.equal(await send(event('2', 'b')), 200);
  const stream = open('a');
  await stream.read();
  assert.equal(dataOf(await stream.read()).event.id, '1');
  await send(event('3', 'b'));
  await send(event('4', 'a'));
  const { event: received, at, verdict } = dataOf(await stream.read());
  assert.deepEqual(received, event('4', 'a'));
  assert.equal(typeof at, 'number');
  assert.equal(verdict, undefined);
  await stream.close();
});

test('sends only the missing events when the browser connects again', async () => {
  const { send, open } = create();
  await send(event('1', 'a'));
  await send(event('2', 'a'));
  const stream = open('a', { 'last-event-id': '1' });
  await stream.read();
  assert.equal(dataOf(await stream.read()).event.id, '2');
  await stream.close();
});

test('receives events only at the secret URL, each once', async () => {
  const { webhooks, send, open } = create();
  assert.equal(await send(event('1', 'a'), `${URL}/api/webhooks/other`), 404);
  assert.equal(await send({ event: 'flow.start' }), 400);
  await send(event('2', 'a'));
  await send(event('2', 'a'));
  await send(event('3', 'a'));
  const stream = open('a');
  await stream.read();
  const ids = [dataOf(await stream.read()).event.id, dataOf(await stream.read()).event.id];
  assert.deepEqual(ids, ['2', '3']);
  assert.equal(webhooks.handle(new Request(`${URL}/api/flow/everyone`)), undefined);
});
