import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { chromium } from '@playwright/test';
import { sandboxKeys } from '../../../dist/sandbox.js';
import { CHROMIUM_FLAGS, chromiumPath } from '../../../scripts/chromium-flags.mjs';

const dist = new URL('../../../dist/', import.meta.url);
const TYPES = { js: 'text/javascript', html: 'text/html' };
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src *";
// Calls the client and the sandbox and returns the outcomes. The page and the worker import this module.
const CALLS = `
import { createFlowClient, isValidIin, encodePhoto } from '/client.js';
import { createSandbox } from '/sandbox.js';
export async function runCalls({ base, apiKey }) {
  const client = createFlowClient({ apiKey, baseUrl: base, retries: 0, dangerouslyAllowBrowser: true });
  const { session_id, technologies } = await client.createSession();
  const { status } = await client.getResult(session_id);
  const aborted = await client.getResult(session_id, { signal: AbortSignal.abort('reason') }).catch((reason) => reason);
  const broken = createFlowClient({ apiKey, baseUrl: base + '/fault/api-403', dangerouslyAllowBrowser: true });
  const rejected = await broken.createSession().catch(({ code, status, message }) => ({ code, status, message }));
  const unreachable = createFlowClient({ apiKey, baseUrl: 'http://127.0.0.1:9', retries: 0, dangerouslyAllowBrowser: true });
  const { code } = await unreachable.createSession().catch((error) => error);
  const sandbox = createSandbox();
  const sandboxed = await sandbox.fetch(new Request('https://x/api/v1/flows/session/create/', { method: 'POST', body: JSON.stringify({ api_key: apiKey }) }));
  return { technologies, status, aborted, rejected, unreachable: code, sandboxed: sandboxed.status, iin: isValidIin('900101400013'), photo: await encodePhoto(new Blob(['abc'])) };
}
`;
const WORKER = `
import { runCalls } from '/calls.js';
onmessage = ({ data }) => runCalls(data).then((outcomes) => postMessage(outcomes), (error) => postMessage({ error: String(error) }));
`;
const SERVICE_WORKER = `
import { createSandbox } from '/sandbox.js';
const sandbox = createSandbox();
oninstall = () => skipWaiting();
onactivate = (event) => event.waitUntil(clients.claim());
onfetch = (event) => {
  if (new URL(event.request.url).pathname.startsWith('/api/')) event.respondWith(sandbox.fetch(event.request));
};
`;
const files = {
  'sw.js': SERVICE_WORKER,
  'index.html': '<!doctype html><title>client</title>',
  'calls.js': CALLS,
  'worker.js': WORKER,
};

let browser;
let server;
let sandbox;

/** Starts an HTTP server on a free port, so each server has a different origin. */
async function listen(handle) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

before(async () => {
  const { createSandbox } = await import('../../../dist/sandbox.js');
  const service = createSandbox();
  sandbox = await listen(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method } = request;
    const body = chunks.length ? { body: Buffer.concat(chunks) } : {};
    const result = await service.fetch(
      new Request(`http://${request.headers.host}${request.url}`, { method, ...body }),
    );
    response
      .writeHead(result.status, [...result.headers].flat())
      .end(Buffer.from(await result.arrayBuffer()));
  });
  server = await listen(async ({ url }, response) => {
    const name = url === '/' ? 'index.html' : url.slice(1);
    const body = files[name] ?? (await readFile(new URL(name, dist)).catch(() => undefined));
    const type = TYPES[name.split('.').at(-1)] ?? 'text/plain';
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'content-security-policy': POLICY,
    });
    response.end(body);
  });
  browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
});
after(async () => {
  await browser?.close();
  server?.close();
  sandbox?.close();
});

const expected = {
  technologies: ['LDHP', 'F2F'],
  status: 'PROGRESS',
  aborted: 'reason',
  rejected: {
    code: 'http',
    status: 403,
    message: 'The service answered 403: You do not have permission to perform this action.',
  },
  unreachable: 'network',
  sandboxed: 200,
  iin: true,
  photo: 'YWJj',
};

for (const context of ['window', 'worker']) {
  test(`the client works cross-origin in a ${context} with a strict Content-Security-Policy`, async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    const input = { base: sandbox.url, apiKey: sandboxKeys.everyone };
    const outcomes = await page.evaluate(
      async ({ context, input }) => {
        if (context === 'window') return (await import('/calls.js')).runCalls(input);
        const worker = new Worker('/worker.js', { type: 'module' });
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.postMessage(input);
        });
      },
      { context, input },
    );
    assert.deepEqual(outcomes, expected);
    await page.close();
  });
}

test('the sandbox runs in a service worker', async () => {
  const page = await browser.newPage();
  await page.goto(server.url);
  const session = await page.evaluate(async (apiKey) => {
    const controlled = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
    await navigator.serviceWorker.register('/sw.js', { type: 'module' });
    await controlled;
    const { createFlowClient } = await import('/client.js');
    const client = createFlowClient({ apiKey, baseUrl: location.origin, dangerouslyAllowBrowser: true });
    return client.createSession();
  }, sandboxKeys.individuals);
  assert.deepEqual(session.technologies, ['LDHP', 'ED', 'F2F']);
  await page.close();
});

test('the client rejects an API key in a window unless `dangerouslyAllowBrowser` is set', async () => {
  const page = await browser.newPage();
  await page.goto(server.url);
  const code = await page.evaluate(async (apiKey) => {
    const { createFlowClient } = await import('/client.js');
    try {
      createFlowClient({ apiKey });
    } catch (error) {
      return error.code;
    }
  }, sandboxKeys.everyone);
  assert.equal(code, 'api-key-in-browser');
  await page.close();
});

test('the client rejects with `wasm-load-failed` and names the missing CSP source if a policy forbids wasm', async () => {
  const page = await browser.newPage();
  await page.route(`${server.url}/`, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': "script-src 'self'" };
    await route.fulfill({ response, headers });
  });
  await page.goto(server.url);
  const error = await page.evaluate(async (apiKey) => {
    const { createFlowClient } = await import('/client.js');
    const client = createFlowClient({ apiKey, dangerouslyAllowBrowser: true });
    return client.createSession().catch(({ code, message }) => ({ code, message }));
  }, sandboxKeys.everyone);
  assert.equal(error.code, 'wasm-load-failed');
  assert.match(error.message, /wasm-unsafe-eval/);
  await page.close();
});
