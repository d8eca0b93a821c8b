// The playground's second origin, which serves the sandbox's hosted page.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { serve } from '../../../www/server/server.mjs';

/** Starts the playground for a test. */
async function playground(t, options) {
  const server = await serve(options);
  t.after(server.close);
  return server;
}

/** Requests a path of `url` under another host name, which `fetch` cannot set. Follows no redirect. */
const get = (url, path, host) =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    request({ host: '127.0.0.1', port, path, headers: { host: `${host}:${port}` } }, async (response) => {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    })
      .on('error', reject)
      .end();
  });

async function createSession({ url }) {
  const response = await fetch(`${url}/api/flow/everyone`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return (await response.json()).session_id;
}

test('serves the hosted page and what it needs on another origin, and nothing else there', async (t) => {
  const server = await playground(t);
  const { origin } = new URL(server.hostedUrl);
  assert.notEqual(origin, server.url);
  const id = await createSession(server);
  const page = await fetch(`${server.hostedUrl}${id}?locale=en`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>Identity verification/);
  const script = await (await fetch(`${origin}/flow/page.js`)).text();
  // The page's requests go to its own origin.
  assert.ok(script.includes(`'${origin}'`));
  assert.equal((await fetch(`${origin}/sandbox/session/${id}`)).status, 200);
  for (const path of [
    '/',
    '/config.json',
    '/api/flow/everyone',
    '/dist/index.js',
    '/widget/flow-widget.umd.js',
  ])
    assert.equal((await fetch(origin + path)).status, 404, path);
});

test('the origin of the playground leads to the hosted page instead of serving it', async (t) => {
  const { url, hostedUrl } = await playground(t, { allowHosts: ['dev.example'] });
  const port = new URL(hostedUrl).port;
  const { status, headers } = await get(url, '/flow/some-id?locale=kz', 'dev.example');
  assert.equal(status, 307);
  assert.equal(headers.location, `http://dev.example:${port}/flow/some-id?locale=kz`);
  assert.equal((await get(url, '/fault/script-404/flow/some-id', 'localhost')).status, 404);
});

test('the URL of the hosted page has the host name of the request', async (t) => {
  const { url, hostedUrl } = await playground(t, { allowHosts: ['dev.example'] });
  const { port } = new URL(hostedUrl);
  for (const host of ['127.0.0.1', 'localhost', '192.168.1.5', 'dev.example']) {
    const { body } = await get(url, '/config.json', host);
    assert.equal(JSON.parse(body).hostedUrl, `http://${host}:${port}/flow/`);
    const { headers } = await get(url, '/', host);
    const policy = headers['content-security-policy'].split('; ');
    assert.ok(policy.includes(`frame-src http://${host}:${port}`), policy.join('\n'));
    assert.equal(headers['permissions-policy'], undefined);
  }
});

test('with an API key the hosted page is the service’s', async (t) => {
  const settings = { FLOW_API_KEY: 'a-real-key-of-47-or-more-characters-for-the-tests' };
  const { url, hostedUrl } = await playground(t, { settings });
  assert.equal(hostedUrl, undefined);
  // The package has the service's URL as its default.
  assert.equal('hostedUrl' in (await (await fetch(`${url}/config.json`)).json()), false);
  const policy = (await fetch(url)).headers.get('content-security-policy');
  assert.ok(policy.split('; ').includes('frame-src https://remote.biometric.kz'), policy);
  assert.equal((await fetch(`${url}/flow/some-id`, { redirect: 'manual' })).status, 404);
});

test('closes both origins', async () => {
  const { url, hostedUrl, close } = await serve();
  await close();
  for (const address of [url, hostedUrl]) await assert.rejects(fetch(address), TypeError);
});

test('if the port of the hosted page is in use, nothing is left listening', async (t) => {
  const first = await playground(t);
  const hostedPort = Number(new URL(first.hostedUrl).port);
  const free = await serve();
  await free.close();
  const port = Number(new URL(free.url).port);
  await assert.rejects(serve({ port, hostedPort }), { code: 'EADDRINUSE', port: hostedPort });
  await assert.rejects(fetch(free.url), TypeError);
});
