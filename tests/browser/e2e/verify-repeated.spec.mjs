// Browsers repeat a POST whose connection was closed before the response, if they had used the connection before.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSandbox, sandboxKeys } from '../../../dist/sandbox.js';
import { createFlowHandler, toNodeHandler } from '../../../dist/server.js';
import { expect, test } from './fixtures.mjs';
import { begin, CONTAINER, reach } from './verify-kit.mjs';

const DIST = new URL('../../../dist/', import.meta.url);
const WIDGET = 'window.FlowWidget = { startSession() {} };';

test('a POST that the browser repeats creates one session', async ({ page }) => {
  const service = toNodeHandler(createSandbox({ settleMs: 0 }).fetch);
  const sockets = [];
  let sessions = 0;
  let handler;
  // One server for everything, without Playwright's routes: they would keep the browser from reusing connections.
  const server = createServer((request, response) => {
    const { method, url } = request;
    const send = (type, body) => response.setHeader('content-type', type).end(body);
    if (url === '/') return send('text/html', `<!doctype html><title>test</title>${CONTAINER}`);
    if (url.startsWith('/widget/')) return send('text/javascript', WIDGET);
    if (url.startsWith('/dist/')) return send('text/javascript', readFileSync(new URL(url.slice(6), DIST)));
    if (url.startsWith('/api/mine')) {
      if (method === 'POST') sockets.push(request.socket);
      return handler(request, response);
    }
    if (method === 'POST') sessions += 1;
    return service(request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  handler = toNodeHandler(
    createFlowHandler({
      apiKey: sandboxKeys.everyone,
      baseUrl: base,
      authorize: () => 'anna',
      onCreated: () => void sockets[0].destroy(),
    }),
  );
  try {
    await page.goto(base);
    await begin(page);
    await reach(page, 'active');
    expect(sockets.length).toBeGreaterThan(1);
    expect(sessions).toBe(1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
