import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { createFlowClient } from '../../../dist/client.js';
import { finished, json, serve } from './support.mjs';

const apiKey = 'YOUR_FLOW_API_KEY';
const session = { session_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', technologies: ['LDHP', 'F2F'] };
const result = { ...finished, id: 'a b&c/<d>' };
let server;
let client;

before(async () => {
  server = await serve(undefined, ({ method }, response) =>
    json(response, 200, method === 'POST' ? session : result),
  );
  client = createFlowClient({ apiKey, baseUrl: server.url, onWarning() {} });
});
after(() => server.close());
beforeEach(() => server.requests.splice(0));

// The five request examples of the service's guide (sections 2, 3.1 and 3.2), in their JavaScript form.
const iin = '123456789012';
const phone = '+1234567890';
const examples = {
  'without metadata': undefined,
  'with a photo': { face2face: { photo1: readFileSync(new URL(import.meta.url)).toString('base64') } },
  'case 1': {
    edocument: {
      iin: { value: iin, changeable: false },
      phone: { value: phone, changeable: false },
      skip_input: true,
    },
  },
  'case 2': { edocument: { iin: { value: iin, changeable: false }, phone: { value: phone } } },
  'case 3': { edocument: { iin: { value: iin }, phone: { value: phone } } },
};

for (const [name, metadata] of Object.entries(examples)) {
  test(`sends the guide's example: ${name}`, async () => {
    assert.deepEqual(await client.createSession({ metadata }), session);
    const [{ method, url, headers, body }] = server.requests;
    assert.equal(`${method} ${url}`, 'POST /api/v1/flows/session/create/');
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(body, JSON.stringify({ api_key: apiKey, metadata }));
  });
}

test("requests a result with the guide's path and parameters", async () => {
  assert.deepEqual(await client.getResult(result.id), result);
  const [{ method, url }] = server.requests;
  const { pathname, searchParams } = new URL(url, server.url);
  assert.equal(`${method} ${pathname}`, 'GET /api/v1/flows/session/result/');
  assert.deepEqual(
    [...searchParams],
    [
      ['session_id', result.id],
      ['flow_api_key', apiKey],
    ],
  );
});

test('removes the prefix of a `data:` URL from a photo', async () => {
  await client.createSession({ metadata: { face2face: { photo1: 'data:image/jpeg;base64,/9j/4AAQ' } } });
  assert.equal(JSON.parse(server.requests[0].body).metadata.face2face.photo1, '/9j/4AAQ');
});

test('keeps the path of the base URL and does not double its trailing slash', async () => {
  await createFlowClient({ apiKey, baseUrl: `${server.url}/proxy/`, onWarning() {} }).createSession();
  assert.equal(server.requests[0].url, '/proxy/api/v1/flows/session/create/');
});

test("rejects metadata that breaks a rule of the service's guide, without sending it", async () => {
  for (const [metadata, path] of [
    [{ edocument: { skip_input: true } }, 'metadata.edocument.skip_input'],
    [{ edocument: { iin: '900101400013' } }, 'metadata.edocument.iin'],
    [{ face2face: { photo1: new Uint8Array(3) } }, 'metadata.face2face.photo1'],
    [{ face2face: { photo1: 'C:\\face.jpg' } }, 'metadata.face2face.photo1'],
    [{ face2face: { photo1: `/9j/${'A'.repeat(14 * 1024 * 1024)}` } }, 'the limit is 10 MB'],
    ['text', '`metadata`'],
    [{ general: 10n }, 'JSON'],
    [{ edocument: { iin: { value: '\ud800' } } }, 'surrogate'],
    [JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`), 'nested too deeply'],
  ]) {
    await assert.rejects(client.createSession({ metadata }), (error) => {
      assert.equal(error.code, 'invalid-metadata');
      assert.ok(error.message.includes(path), error.message);
      assert.ok(!error.message.includes('900101400013'));
      return true;
    });
  }
  assert.equal(server.requests.length, 0);
});

test('sends suspicious metadata and warns once', async () => {
  const warnings = [];
  const client = createFlowClient({ apiKey, baseUrl: server.url, onWarning: (text) => warnings.push(text) });
  const metadata = { edocument: { iin: { value: '1' } }, extra: true };
  await client.createSession({ metadata });
  await client.createSession({ metadata });
  assert.equal(server.requests.length, 2);
  assert.deepEqual(JSON.parse(server.requests[0].body).metadata, metadata);
  assert.deepEqual(
    warnings.map((text) => text.split('`')[1]),
    ['apiKey', 'metadata.extra', 'metadata.edocument.iin.value'],
  );
});

test('rejects only the call in which `onWarning` throws', async () => {
  const thrown = new Error('thrown by onWarning');
  const strict = createFlowClient({
    apiKey,
    baseUrl: server.url,
    onWarning() {
      throw thrown;
    },
  });
  await assert.rejects(strict.createSession(), (error) => error === thrown);
  await client.createSession();
});
