// Next.js 16 with the App Router and no next.config: server-side rendering, the flow in the browser, and the backend's
// handler as a route.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser, outputOf, passThrough } from './support/browser.mjs';
import { fixture, run, start } from './support/fixture.mjs';

let folder;
let browser;
let env;

before(async () => {
  folder = await fixture('next16');
  browser = await openBrowser();
  env = {
    FLOW_API_KEY: 'SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_',
    FLOW_BASE_URL: browser.sandbox.url,
  };
});
after(() => browser?.close());

/** Checks the server-rendered HTML, and completes a verification in the browser. */
async function verification(url) {
  const html = await (await fetch(url)).text();
  assert.match(html, /<p id="locale">kz<\/p>/);
  assert.match(html, /<p id="state">idle<\/p>/);
  await browser.open(url, async (page) => {
    await passThrough(page);
    assert.equal(await outputOf(page), 'Thank you.');
    assert.equal(await page.locator('#state').textContent(), 'finished');
  });
}

describe('next build', () => {
  let server;
  before(async () => {
    await run(folder, 'next', ['build'], env);
    server = await start(folder, 'next', ['start', '--hostname', '127.0.0.1', '--port', '0'], env);
  });
  after(() => server?.close());

  test('verify works with the handler as a route', () => verification(server.url));
  test('/slim finds its wasm automatically', () => browser.flow(`${server.url}/slim`, { ownBackend: true }));
  test('/slim works with the wasm as an asset', () =>
    browser.flow(`${server.url}/slim-asset`, { ownBackend: true }));
});

// In development React runs every effect twice, with a cleanup in between.
describe('next dev', () => {
  let server;
  before(async () => {
    server = await start(folder, 'next', ['dev', '--hostname', '127.0.0.1', '--port', '0'], env);
  });
  after(() => server?.close());

  test('verify works with the handler as a route', () => verification(server.url));
});
