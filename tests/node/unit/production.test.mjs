// The playground's server in production mode, with a local server in the role of the service: what it sends
// is what the guide's examples send, and the key stays in the process.
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
  const answer = await fetch(`${playground.url}/api/flow/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

// The bodies of the guide's examples, as JSON.stringify writes them in its JavaScript ones.
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
  test(`${name}: byte for byte`, async () => {
    const answer = await create(metadata ? { metadata } : {});
    assert.equal(answer.status, 201);
    assert.deepEqual([answer.body.session_id, answer.body.technologies], [ID, ['LDHP', 'F2F']]);
    assert.deepEqual(requests, [
      { method: 'POST', url: '/api/v1/flows/session/create/', type: 'application/json', body },
    ]);
  });
}

test('the result is asked for as in section 4.5, and comes as it is', async () => {
  const { token } = (await create({})).body;
  requests.length = 0;
  const headers = { 'x-flow-token': token };
  const answer = await fetch(`${playground.url}/api/flow/default/${ID}`, { headers });
  assert.deepEqual((await answer.json()).result, { id: ID, technologies: [], more: { kept: true } });
  assert.equal(requests.length, 1);
  assert.equal(requests[0].method, 'GET');
  assert.equal(requests[0].url, `/api/v1/flows/session/result/?session_id=${ID}&flow_api_key=${KEY}`);
});

test('a session of somebody else is not answered', async () => {
  const answer = await fetch(`${playground.url}/api/flow/default/00000000-0000-4000-8000-000000000000`);
  assert.equal(answer.status, 404);
});

test('the key reaches nothing that a page can ask for', async () => {
  const config = await (await fetch(`${playground.url}/config.json`)).text();
  assert.equal(JSON.parse(config).mode, 'production');
  assert.deepEqual(JSON.parse(config).src, [
    'https://one.example/widget.js',
    'https://two.example/widget.js',
  ]);
  const page = await fetch(`${playground.url}/`);
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' https:\/\/one\.example https:\/\/two\.example;/);
  const seen = config + policy + (await page.text()) + JSON.stringify((await create({})).body);
  assert.ok(!seen.includes(KEY));
});

test('production has no sandbox', async () => {
  for (const path of ['/api/v1/flows/session/create/', '/widget/flow-widget.umd.js']) {
    assert.equal((await fetch(playground.url + path)).status, 404, path);
  }
});

test('no file outside the page and the package is served', async () => {
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/dist/../package.json',
    '/%2e%2e/Cargo.toml',
    '/%00',
    '/%',
  ]) {
    const answer = await fetch(playground.url + path);
    assert.equal(answer.status, 404, path);
  }
});

test('a body that is no object is refused with a reason', async () => {
  for (const body of ['[]', 'null', '{', '7']) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${playground.url}/api/flow/default`, { method: 'POST', headers, body });
    assert.equal(answer.status, 400, body);
    assert.match((await answer.json()).error.message, /JSON/);
  }
});

test('an unknown flow is answered with those that there are', async () => {
  const answer = await fetch(`${playground.url}/api/flow/nowhere`, { method: 'POST', body: '{}' });
  assert.equal(answer.status, 404);
  assert.match((await answer.json()).error.message, /"nowhere".*default/);
});
