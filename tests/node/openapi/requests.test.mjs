// Every request of the client and of `verify` is one of docs/openapi, and so are the answers in tests/fixtures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, mock, test } from 'node:test';
import { createFlowClient } from '../../../dist/client.js';
import { json, serve } from '../service/support.mjs';
import { importChunk } from '../sources.mjs';
import { checkValue, createChecker, readDocument } from './support.mjs';

const apiKey = 'YOUR_FLOW_API_KEY';
const SESSION = { session_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', technologies: ['LDHP'] };
const service = createChecker(readDocument('service'));
const backend = createChecker(readDocument('backend'));

let server;
let client;
before(async () => {
  server = await serve(undefined, ({ method, url }, response) => {
    const id = new URL(url, 'http://localhost').searchParams.get('session_id');
    json(response, 200, method === 'POST' ? SESSION : { id, technologies: [], status: 'FINISHED' });
  });
  client = createFlowClient({ apiKey, baseUrl: server.url, onWarning() {} });
});
after(() => server.close());
beforeEach(() => {
  server.requests.splice(0);
  mock.restoreAll();
});

test('the client creates sessions as service.yaml says', async () => {
  const value = '900101400013';
  const all = {
    face2face: { photo1: '/9j/4AAQ' },
    edocument: {
      iin: { value, changeable: false },
      phone: { value: '+77010000000', changeable: false },
      skip_input: true,
    },
    general: { interchangeable_tech: ['LDHP', 'LDD'] },
  };
  const { edocument, ...rest } = all;
  const cases = [undefined, {}, all, rest, { edocument }, { edocument: { iin: { value } } }];
  for (const metadata of cases) await client.createSession({ metadata });
  assert.equal(server.requests.length, cases.length);
  for (const request of server.requests) service.checkRequest('createSession', request);
});

test('the client reads results as service.yaml says', async () => {
  for (const id of [SESSION.session_id, 'a b&c/<d>']) await client.getResult(id);
  await client.waitForResult(SESSION.session_id);
  assert.equal(server.requests.length, 3);
  for (const request of server.requests) service.checkRequest('readResult', request);
});

test('verify sends requests as backend.yaml says', async () => {
  const { backendOf, readOptions } = await importChunk(`
    export { backendOf } from './js/session/backend.ts';
    export { readOptions } from './js/session/verify-options.ts';
  `);
  const requests = [];
  mock.method(globalThis, 'fetch', async (url, init) => {
    requests.push({ url, ...init });
    return Response.json(init.method === 'POST' ? { ...SESSION, token: 't.1' } : { passed: true });
  });
  const { signal } = new AbortController();
  const metadata = { edocument: { iin: { value: '900101400013' } } };
  for (const options of [{}, { metadata }, { headers: { 'x-tenant': '7' } }]) {
    const config = { endpoint: '/api/flow', ...options };
    const requestsOf = backendOf(readOptions(config, 'https://shop.example/page'));
    const session = await requestsOf.create(signal);
    await requestsOf.read(session, signal);
    await requestsOf.read({ session_id: 'a/b c' }, signal);
  }
  assert.equal(requests.length, 9);
  for (const request of requests)
    backend.checkRequest(request.method === 'POST' ? 'createSession' : 'readVerdict', request);
});

test('a request that is not in the document, or differs from it, fails', () => {
  const headers = { 'content-type': 'application/json' };
  const url = '/api/v1/flows/session/create/';
  const valid = { method: 'POST', url, headers, body: JSON.stringify({ api_key: apiKey }) };
  const fails = (fields, expected) =>
    assert.throws(() => service.checkRequest('createSession', { ...valid, ...fields }), expected);
  service.checkRequest('createSession', valid);
  fails({ body: '{"api_key":5}' }, /\/api_key must be string/);
  fails({ body: '{}' }, /must have required property 'api_key'/);
  fails({ body: '{"api_key":"a","more":1}' }, /must NOT have additional properties/);
  fails({ body: '' }, /no body/);
  fails({ url: '/api/v1/flows/session/create' }, /is not the path/);
  fails({ url: `${url}?key=1` }, /query key/);
  fails({ headers: { 'content-type': 'text/plain' } }, /text\/plain/);
  const read = { method: 'GET', url: '/api/v1/flows/session/result/?session_id=a' };
  assert.throws(() => service.checkRequest('readResult', read), /flow_api_key is missing/);
});

test('the answers of the fixtures are results of service.yaml', () => {
  const answers = JSON.parse(readFileSync('tests/fixtures/answers.json', 'utf8'));
  const { Result } = readDocument('service').components.schemas;
  const differing = answers.filter(({ name, result }) => {
    try {
      checkValue(Result, result, name);
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(answers.length > 50);
  // Made up, to see that a pass is not derived from it.
  assert.deepEqual(
    differing.map(({ name }) => name),
    ['a status that is not a text, with an end time and a good overall result'],
  );
});
