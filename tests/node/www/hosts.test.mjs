// DNS rebinding: the local servers reject requests whose Host is not this machine or allowed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createSandbox } from '../../../dist/sandbox.js';
import { checkHosts } from '../../../js/sandbox/allowed-hosts.mjs';
import { serve } from '../../../www/server/server.mjs';
import { startService } from '../conformance/support.mjs';
import { listen, mockService } from '../server/support.mjs';

/** Returns the listener of the command `sandbox`. */
function sandboxListener() {
  const { fetch } = createSandbox();
  return checkHosts(createRequestListener(fetch), [], 'the option --allow-host');
}

/** Sends a raw request, because `fetch` sets Host itself. Returns the status and the text of the response. */
async function send(url, head, body = '') {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${head}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  return { status: Number(text.split(' ')[1]), text };
}

const REBOUND = [
  'Host: evil.example',
  'Host: evil.example:PORT',
  'Host: EVIL.example:PORT',
  'Host: evil.example.:PORT',
  'Host: evil.example@127.0.0.1',
  'Host: 127.0.0.1@evil.example',
  'Host: 127.0.0.1.evil.example',
  'Host: localhost.evil.example',
  'Host: evillocalhost.example',
  'Host: evil.example/localhost',
  'Host: evil.example\r\nX-Forwarded-Host: localhost',
  'Host: evil.example\r\nForwarded: host=localhost',
  'Host:',
];
const LOCAL = [
  'Host: localhost',
  'Host: localhost:PORT',
  'Host: LOCALHOST.:PORT',
  'Host: app.localhost:PORT',
  'Host: 127.0.0.1:PORT',
  'Host: 127.0.0.2',
  'Host: [::1]:PORT',
  // DNS cannot rebind an address: a phone uses it with `--host 0.0.0.0`.
  'Host: 192.168.1.5:PORT',
  'Host: dev.example:PORT',
  'Host: DEV.example.',
  'Host: localhost\r\nX-Forwarded-Host: evil.example',
];

/** Asserts which hosts a server accepts. `dev.example` is allowed. */
async function assertHosts(url, path, option) {
  const { port } = new URL(url);
  const request = (host) => send(url, `GET ${path} HTTP/1.1\r\n${host.replaceAll('PORT', port)}`);
  for (const host of REBOUND) {
    const { status, text } = await request(host);
    assert.equal(status, 403, host);
    if (host === 'Host: evil.example') {
      assert.match(text, /"evil\.example"/);
      assert.ok(text.includes(option), text);
    }
  }
  for (const host of LOCAL) assert.equal((await request(host)).status, 200, host);
  assert.equal((await send(url, `GET ${path} HTTP/1.0`)).status, 403, 'no Host');
}

test('the playground with an API key accepts only its own hosts', async (t) => {
  const service = await mockService(t, () => Response.json({ session_id: 's', technologies: [] }));
  const settings = {
    FLOW_API_KEY: 'a-real-key-of-47-or-more-characters-for-the-tests',
    FLOW_BASE_URL: service.url,
  };
  const { url, close } = await serve({ settings, allowHosts: ['dev.example'] });
  t.after(close);
  await assertHosts(url, '/config.json', 'npm start -- --allow-host NAME');
  const post = (headers) =>
    send(url, `POST /api/flow/default HTTP/1.1\r\nContent-Type: application/json\r\n${headers}`, '{}');
  const { host } = new URL(url);
  assert.equal((await post('Host: evil.example\r\nOrigin: http://evil.example')).status, 403);
  // Without rebinding, the handler's CSRF protection applies.
  assert.equal((await post(`Host: ${host}\r\nOrigin: http://evil.example`)).status, 403);
  assert.equal((await post(`Host: ${host}\r\nSec-Fetch-Site: cross-site`)).status, 403);
  assert.equal(service.requests.length, 0);
  assert.equal((await post(`Host: ${host}\r\nOrigin: ${url}`)).status, 201);
});

test('the playground with the sandbox accepts only its own hosts on both origins', async (t) => {
  const { url, hostedUrl, close } = await serve({ allowHosts: ['dev.example'] });
  t.after(close);
  await assertHosts(url, '/config.json', 'npm start -- --allow-host NAME');
  await assertHosts(hostedUrl, '/flow/page.js', 'npm start -- --allow-host NAME');
});

test('the command `sandbox` accepts only its own hosts', async (t) => {
  const args = ['dist/cli.js', 'sandbox', '--port', '0', '--allow-host', 'dev.example'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
  await assertHosts(url, '/widget/flow-widget.umd.js', '--allow-host');
});

test('a name that the server listens on is allowed', async (t) => {
  const listener = checkHosts((_, response) => response.end(), ['My-Machine.local'], '--allow-host');
  const url = await listen(t, listener);
  const statusOf = async (host) => (await send(url, `GET / HTTP/1.1\r\nHost: ${host}`)).status;
  assert.equal(await statusOf('my-machine.local'), 200);
  assert.equal(await statusOf('my-machine.LOCAL:80'), 200);
  assert.equal(await statusOf('other.local'), 403);
  assert.equal(await statusOf('my-machine.local.evil.example'), 403);
});

test('a target in absolute form counts instead of Host and becomes a path', async (t) => {
  const targets = [];
  const url = await listen(
    t,
    checkHosts(
      (request, response) => {
        targets.push(request.url);
        response.end();
      },
      [],
      'the option',
    ),
  );
  const { host } = new URL(url);
  const status = async (target, header = host, method = 'GET') =>
    (await send(url, `${method} ${target} HTTP/1.1\r\nHost: ${header}`)).status;
  assert.equal(await status('http://evil.example/x'), 403);
  assert.equal(await status('http://evil.example/x', 'evil.example'), 403);
  assert.equal(await status(`http://${host}/x?y=1`), 200);
  assert.equal(await status(`HTTP://${host}`, 'evil.example'), 200);
  assert.equal(await status(`http://${host}?y`), 200);
  assert.deepEqual(targets, ['/x?y=1', '/', '/?y']);
  assert.equal(await status('*', host, 'OPTIONS'), 400);
  assert.equal(await status('/', host, 'TRACE'), 405);
});

test('the sandbox and the stand-in of conformance answer odd requests, and go on', async (t) => {
  const service = await startService(t);
  const sandbox = await listen(t, await sandboxListener());
  for (const url of [service.url, sandbox]) {
    const { host } = new URL(url);
    const status = async (line, header = host) =>
      (await send(url, `${line} HTTP/1.1\r\nHost: ${header}`)).status;
    assert.equal(await status('TRACE /'), 405);
    assert.equal(await status('GET http://evil.example/'), 403);
    assert.equal(await status('GET /', 'evil.example'), 403);
    for (const target of ['//', '///', '//evil.example/x', '/%', '/\\x'])
      assert.equal(await status(`GET ${target}`), 404, `${url} ${target}`);
    assert.equal(await status('GET /'), 404);
  }
  // A backend in a container reaches the stand-in by such a name.
  const { port } = new URL(service.url);
  for (const name of ['host.docker.internal', 'host.containers.internal', 'localhost'])
    assert.equal((await send(service.url, `GET / HTTP/1.1\r\nHost: ${name}:${port}`)).status, 404, name);
  const evil = `GET / HTTP/1.1\r\nHost: host.docker.internal.evil.example:${port}`;
  assert.equal((await send(service.url, evil)).status, 403);
  const { session_id } = { session_id: await service.createSession() };
  assert.ok(session_id);
});
