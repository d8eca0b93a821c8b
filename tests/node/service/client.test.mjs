import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlowClient, encodePhoto, FlowWidgetError, isValidIin } from '../../../dist/client.js';
import { failure, finished, json, KEY, pending, serve } from './support.mjs';

test('rejects a missing or empty API key', () => {
  for (const apiKey of [undefined, '', 5, null]) {
    assert.throws(() => createFlowClient({ apiKey }), { code: 'invalid-config' });
  }
});

test('rejects an API key in a browser window, unless `dangerouslyAllowBrowser` is set', () => {
  Object.assign(globalThis, { window: globalThis, document: {} });
  try {
    assert.throws(() => createFlowClient({ apiKey: KEY }), { code: 'api-key-in-browser' });
    assert.ok(createFlowClient({ apiKey: KEY, dangerouslyAllowBrowser: true }));
  } finally {
    delete globalThis.window;
    delete globalThis.document;
  }
});

test('reports invalid options by name, without their values', async () => {
  const client = createFlowClient({
    apiKey: KEY,
    baseUrl: 'https://user:secret@example',
    timeout: -1,
    retries: '2',
  });
  const typeError = await failure(client.createSession());
  assert.equal(typeError.code, 'invalid-config');
  assert.match(typeError.message, /`timeout`.*`retries`/);
  const urlError = await failure(
    createFlowClient({ apiKey: KEY, baseUrl: 'https://user:secret@example' }).getResult('x'),
  );
  assert.equal(urlError.code, 'invalid-config');
  assert.doesNotMatch(urlError.message, /secret/);
  for (const baseUrl of ['https://[', 'https://a:b:c', 'https://x:99999999']) {
    assert.equal(
      (await failure(createFlowClient({ apiKey: KEY, baseUrl }).getResult('x'))).code,
      'invalid-config',
    );
  }
  assert.equal((await failure(client.getResult(''))).code, 'invalid-config');
  assert.equal((await failure(client.getResult('x', { signal: {} }))).code, 'invalid-config');
});

test('polls until the result is final and reports every result', async (t) => {
  const server = await serve(t, (_, response, count) => json(response, 200, count < 4 ? pending : finished));
  const statuses = [];
  const client = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  const started = performance.now();
  const result = await client.waitForResult('x', {
    interval: 20,
    onProgress: ({ status }) => statuses.push(status),
  });
  assert.deepEqual(result, finished);
  assert.deepEqual(statuses, ['PROGRESS', 'PROGRESS', 'PROGRESS', 'FINISHED']);
  // The delays are 20, 30 and 45 ms. Jitter shortens each by up to a fifth, so their sum is at least 76 ms.
  assert.ok(performance.now() - started >= 76);
});

test('rejects with `result-timeout` when the wait exceeds its limit, even during a request', async (t) => {
  const server = await serve(t, (_, response, count) => count < 3 && json(response, 200, pending));
  const client = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  const error = await failure(client.waitForResult('x', { interval: 10, timeout: 3_000 }));
  assert.equal(error.code, 'result-timeout');
  assert.ok(error instanceof FlowWidgetError && error.retryable);
  assert.equal(server.requests.length, 3);
});

test('0 and Infinity disable the time limits', async (t) => {
  const server = await serve(t, (_, response) => setTimeout(() => json(response, 200, finished), 300));
  for (const timeout of [0, Number.POSITIVE_INFINITY]) {
    const client = createFlowClient({ apiKey: KEY, baseUrl: server.url, timeout });
    assert.deepEqual(await client.waitForResult('x', { timeout }), finished);
  }
});

test('rejects with an exception of `onProgress`', async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, pending));
  const client = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  const thrown = { enough: true };
  const onProgress = () => {
    throw thrown;
  };
  assert.equal(await failure(client.waitForResult('x', { onProgress })), thrown);
  assert.equal(server.requests.length, 1);
});

test('rejects with the reason of an aborted signal, of any type and at any point of a call', async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, pending));
  const silent = await serve(t, () => {});
  const responding = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  const waiting = createFlowClient({ apiKey: KEY, baseUrl: silent.url });
  const unreachable = createFlowClient({
    apiKey: KEY,
    baseUrl: `http://127.0.0.1:${await freePort(t)}`,
    retries: 9,
  });
  for (const reason of ['text', undefined, null, 5, new Error('own'), { code: 'aborted' }]) {
    const expected = reason === undefined ? 'AbortError' : reason;
    const isReason = (error) => assert.equal(reason === undefined ? error.name : error, expected);
    const aborted = AbortSignal.abort(reason);
    isReason(await failure(responding.createSession({ signal: aborted })));
    for (const call of [
      (signal) => waiting.createSession({ signal }),
      (signal) => waiting.getResult('x', { signal }),
      (signal) => responding.waitForResult('x', { signal }),
      (signal) => unreachable.createSession({ signal }),
    ]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 30);
      isReason(await failure(call(controller.signal)));
    }
  }
});

test('aborting closes the connection', async (t) => {
  let closed;
  const gone = new Promise((resolve) => {
    closed = resolve;
  });
  const server = await serve(t, (_, response) => response.on('close', closed));
  const client = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  const error = await failure(client.getResult('x', { signal: AbortSignal.timeout(50) }));
  assert.equal(error.name, 'TimeoutError');
  await gone;
});

test('concurrent calls get their own results', async (t) => {
  const server = await serve(t, ({ url }, response) => {
    const id = new URL(url, 'http://x').searchParams.get('session_id');
    setTimeout(() => json(response, 200, { ...finished, id }), Math.random() * 20);
  });
  const client = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  const ids = Array.from({ length: 100 }, (_, index) => `session-${index}`);
  const results = await Promise.all(ids.map((id) => client.getResult(id)));
  assert.deepEqual(
    results.map(({ id }) => id),
    ids,
  );
});

test('methods can be called without `this`', async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, finished));
  const { getResult } = createFlowClient({ apiKey: KEY, baseUrl: server.url });
  assert.deepEqual(await getResult('x'), finished);
});

test('encodes photos of any size and source', async () => {
  const bytes = Uint8Array.from({ length: 20 * 1024 * 1024 }, (_, index) => index * 31);
  const expected = Buffer.from(bytes).toString('base64');
  assert.ok((await encodePhoto(bytes)) === expected);
  for (const length of [0, 1, 2, 3, 12_287, 12_288, 12_289]) {
    const part = bytes.subarray(5, 5 + length);
    const text = Buffer.from(part).toString('base64');
    assert.equal(await encodePhoto(part), text);
    assert.equal(await encodePhoto(new Blob([part])), text);
    assert.equal(await encodePhoto(part.slice().buffer), text);
    assert.equal(await encodePhoto(Buffer.from(part)), text);
  }
  assert.equal((await failure(encodePhoto('text'))).code, 'invalid-config');
});

test('`isValidIin` agrees with the validation in Rust', async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, { session_id: 'x', technologies: [] }));
  const texts = [
    '',
    '1',
    '900101400013',
    '900101400014',
    '901301400013',
    '900132400013',
    '９００１０１４０００１３',
  ];
  for (let number = 0; number < 2_000; number += 7) texts.push(String(900_101_400_000 + number));
  let valid = 0;
  for (const value of texts) {
    const warnings = [];
    const client = createFlowClient({
      apiKey: KEY,
      baseUrl: server.url,
      onWarning: (text) => warnings.push(text),
    });
    await client.createSession({ metadata: { edocument: { iin: { value } } } });
    assert.equal(isValidIin(value), value !== '' && warnings.length === 0, value);
    valid += isValidIin(value) ? 1 : 0;
  }
  assert.ok(valid > 10, 'the sample must contain valid numbers');
  assert.equal(isValidIin(900101400013), false);
});

/** Returns a port on which no server listens. */
async function freePort(t) {
  const server = await serve(t, () => {});
  await server.close();
  return new URL(server.url).port;
}
