// The playground's server in production mode, with a local server as the service: its requests equal the examples in
// the service's guide, and it sends the API key only to the service.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { serve } from '../../../www/server/server.mjs';

const KEY = 'TTpme201NiUMBA-not-a-real-key-but-as-long-as-one-is';
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const requests = [];
let service;
let playground;

before(async () => {
  service = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    requests.push({ method, url, type: headers['content-type'], body: Buffer.concat(chunks).toString() });
    response.setHeader('content-type', 'application/json');
    if (url.startsWith('/api/v1/flows/session/create/')) {
      response.end(JSON.stringify({ session_id: ID, technologies: ['LDHP', 'F2F'] }));
    } else {
      response.end(JSON.stringify({ id: ID, technologies: [], more: { kept: true } }));
    }
  });
  await new Promise((resolve) => service.listen(0, '127.0.0.1', resolve));
  playground = await serve({
    settings: {
      FLOW_API_KEY: KEY,
      FLOW_BASE_URL: `http://127.0.0.1:${service.address().port}`,
      FLOW_WIDGET_SRC: 'https://one.example/widget.js, https://two.example/widget.js',
    },
  });
});
after(async () => {
  await playground?.close();
  service?.close();
});

async function create(body) {
  requests.length = 0;
  const response = await fetch(`${playground.url}/api/flow/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

// The bodies of the examples in the service's guide, as `JSON.stringify` serialises them.
const EXAMPLES = {
  'section 2, plain': [undefined, `{"api_key":"${KEY}"}`],
  'section 3.1, a photo': [
    { face2face: { photo1: '/9j/4AAQSkZJRgABAQ==' } },
    `{"api_key":"${KEY}","metadata":{"face2face":{"photo1":"/9j/4AAQSkZJRgABAQ=="}}}`,
  ],
  'section 3.2, case 1': [
    {
      edocument: {
        iin: { value: '123456789012', changeable: false },
        phone: { value: '+1234567890', changeable: false },
        skip_input: true,
      },
    },
    `{"api_key":"${KEY}","metadata":{"edocument":{"iin":{"value":"123456789012","changeable":false},"phone":{"value":"+1234567890","changeable":false},"skip_input":true}}}`,
  ],
  'section 3.2, case 2': [
    { edocument: { iin: { value: '123456789012', changeable: false }, phone: { value: '+1234567890' } } },
    `{"api_key":"${KEY}","metadata":{"edocument":{"iin":{"value":"123456789012","changeable":false},"phone":{"value":"+1234567890"}}}}`,
  ],
  'section 3.2, case 3': [
    { edocument: { iin: { value: '123456789012' }, phone: { value: '+1234567890' } } },
    `{"api_key":"${KEY}","metadata":{"edocument":{"iin":{"value":"123456789012"},"phone":{"value":"+1234567890"}}}}`,
  ],
};

for (const [name, [metadata, body]] of Object.entries(EXAMPLES)) {
  test(`sends the body of the example in ${name} byte for byte`, async () => {
    const created = await create(metadata ? { metadata } : {});
    assert.equal(created.status, 201);
    assert.deepEqual([created.body.session_id, created.body.technologies], [ID, ['LDHP', 'F2F']]);
    assert.deepEqual(requests, [
      { method: 'POST', url: '/api/v1/flows/session/create/', type: 'application/json', body },
    ]);
  });
}

test("requests the result as in section 4.5 of the service's guide, and returns it unchanged", async () => {
  const { token } = (await create({})).body;
  requests.length = 0;
  const headers = { 'x-flow-token': token };
  const response = await fetch(`${playground.url}/api/flow/default/${ID}`, { headers });
  assert.deepEqual((await response.json()).result, { id: ID, technologies: [], more: { kept: true } });
  assert.equal(requests.length, 1);
  assert.equal(requests[0].method, 'GET');
  assert.equal(requests[0].url, `/api/v1/flows/session/result/?session_id=${ID}&flow_api_key=${KEY}`);
});

test('returns 404 for a session if the request has no token', async () => {
  const response = await fetch(`${playground.url}/api/flow/default/00000000-0000-4000-8000-000000000000`);
  assert.equal(response.status, 404);
});

test('never sends the API key to a page', async () => {
  const config = await (await fetch(`${playground.url}/config.json`)).text();
  assert.equal(JSON.parse(config).mode, 'production');
  assert.deepEqual(JSON.parse(config).src, [
    'https://one.example/widget.js',
    'https://two.example/widget.js',
  ]);
  const page = await fetch(`${playground.url}/`);
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' https:\/\/one\.example https:\/\/two\.example;/);
  const sent = config + policy + (await page.text()) + JSON.stringify((await create({})).body);
  assert.ok(!sent.includes(KEY));
});

test('does not serve the sandbox', async () => {
  for (const path of ['/api/v1/flows/session/create/', '/widget/flow-widget.umd.js']) {
    assert.equal((await fetch(playground.url + path)).status, 404, path);
  }
});

test('does not serve files outside the page and the package', async () => {
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/dist/../package.json',
    '/%2e%2e/Cargo.toml',
    '/%00',
    '/%',
  ]) {
    const response = await fetch(playground.url + path);
    assert.equal(response.status, 404, path);
  }
});

test('rejects a body that is not a JSON object with 400 and a message', async () => {
  for (const body of ['[]', 'null', '{', '7']) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${playground.url}/api/flow/default`, { method: 'POST', headers, body });
    assert.equal(response.status, 400, body);
    assert.match((await response.json()).error.message, /JSON/);
  }
});

test('returns 404 for an unknown flow, with the names of the known flows', async () => {
  const response = await fetch(`${playground.url}/api/flow/nowhere`, { method: 'POST', body: '{}' });
  assert.equal(response.status, 404);
  assert.match((await response.json()).error.message, /"nowhere".*default/);
});
