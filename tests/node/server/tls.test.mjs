/** CSRF protection without `Sec-Fetch-Site` at servers that end TLS themselves: an `http:` page is another origin. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createSecureServer as createHttp2Server, createServer } from 'node:http2';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import express from 'express';
import serverless from 'serverless-http';
import { toNodeHandler } from '../../../dist/server.js';
import { handlerWith, mockSessions } from './support.mjs';

let folder;
let tls;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const args = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`;
  execFileSync('openssl', args.split(' '), { stdio: 'ignore' });
  tls = { key: readFileSync(key), cert: readFileSync(cert) };
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a server on a free port; returns the port. */
async function start(t, server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return server.address().port;
}

/** Returns the status of a POST by HTTP/1. */
function postHttps(port, headers, path = '/api/flow') {
  const options = { port, path, host: '127.0.0.1', method: 'POST', rejectUnauthorized: false, agent: false };
  return new Promise((resolve, reject) => {
    const request = httpsRequest({ ...options, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
}

/** Returns the status of a POST by HTTP/2. */
function postHttp2(t, url, { host, ...headers }, pseudo = {}) {
  const client = connect(url, { rejectUnauthorized: false });
  t.after(() => client.destroy());
  const fields = { ':method': 'POST', ':path': '/api/flow', ':authority': host, ...pseudo, ...headers };
  return new Promise((resolve, reject) => {
    const stream = client.request(fields, { endStream: true });
    stream.on('response', ({ ':status': status }) => resolve(status));
    stream.on('error', reject);
    stream.resume();
  });
}

const fromPage = (scheme) => ({ host: 'app.example', origin: `${scheme}://app.example`, 'x-user': 'anna' });

/** The servers: each takes the listener and returns a function that sends a POST and returns the status. */
const servers = {
  async https(t, listener) {
    const port = await start(t, createHttpsServer(tls, listener));
    return (headers) => postHttps(port, headers);
  },
  async 'https, with a target in absolute form'(t, listener) {
    const port = await start(t, createHttpsServer(tls, listener));
    return (headers) => postHttps(port, headers, 'http://app.example/api/flow');
  },
  async 'Express by https'(t, listener) {
    const port = await start(t, createHttpsServer(tls, express().use('/api/flow', listener)));
    return (headers) => postHttps(port, headers);
  },
  async 'http2 with TLS'(t, listener) {
    const port = await start(t, createHttp2Server(tls, listener));
    return (headers) => postHttp2(t, `https://127.0.0.1:${port}`, headers);
  },
  async 'http2 with TLS, for a client that claims `http`'(t, listener) {
    const port = await start(t, createHttp2Server(tls, listener));
    return (headers) => postHttp2(t, `https://127.0.0.1:${port}`, headers, { ':scheme': 'http' });
  },
  async 'http2 behind a proxy that passes `:scheme` on'(t, listener) {
    const port = await start(t, createServer(listener));
    return (headers) => postHttp2(t, `http://127.0.0.1:${port}`, headers, { ':scheme': 'https' });
  },
  async 'serverless-http'(_, listener) {
    const handle = serverless(listener, { provider: 'aws' });
    return async (headers) => {
      const event = { version: '2.0', rawPath: '/api/flow', rawQueryString: '', headers };
      const http = { method: 'POST', path: '/api/flow', sourceIp: '127.0.0.1' };
      return (await handle({ ...event, requestContext: { http } }, {})).statusCode;
    };
  },
};

for (const [name, open] of Object.entries(servers)) {
  test(`${name}: rejects a POST of an http page, accepts one of an https page`, async (t) => {
    const { url, requests } = await mockSessions(t);
    const post = await open(t, toNodeHandler(handlerWith({ baseUrl: url })));
    assert.equal(await post(fromPage('http')), 403);
    assert.equal(requests.length, 0);
    assert.equal(await post(fromPage('https')), 201);
  });
}

test('`trustProxy`: X-Forwarded-Proto counts instead of the connection to the proxy', async (t) => {
  const { url } = await mockSessions(t);
  const listener = toNodeHandler(handlerWith({ baseUrl: url, trustProxy: true }));
  const post = await servers.https(t, listener);
  assert.equal(await post({ ...fromPage('http'), 'x-forwarded-proto': 'http' }), 201);
  assert.equal(await post({ ...fromPage('http'), 'x-forwarded-proto': 'https' }), 403);
});
