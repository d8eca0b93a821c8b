// Next.js 16 with the App Router, without a next.config: rendered on the server, then run in the browser, with the
// backend's handler as a route.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser, passThrough } from './support/browser.mjs';
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

/** The page that runs `verify`, from what the server sends to the verdict. */
async function verification(url) {
  const html = await (await fetch(url)).text();
  assert.match(html, /<p id="locale">kz<\/p>/);
  assert.match(html, /<output id="state">not begun<\/output>/);
  const src = encodeURIComponent(`${browser.sandbox.url}/widget/flow-widget.umd.js`);
  const verdict = await browser.open(`${url}/?src=${src}`, async (page) => {
    const verdict = await passThrough(page);
    assert.equal(await page.locator('#state').textContent(), 'waiting');
    return verdict;
  });
  assert.deepEqual([verdict.status, verdict.passed], ['FINISHED', true]);
}

describe('next build', () => {
  let server;
  before(async () => {
    await run(folder, 'next', ['build'], env);
    server = await start(folder, 'next', ['start', '--hostname', '127.0.0.1', '--port', '0'], env);
  });
  after(() => server?.close());

  test('verify, with the handler as a route', () => verification(server.url));
  test('/slim, whose wasm the bundler finds by itself', () => browser.flow(`${server.url}/slim`));
  test('/slim, with the wasm as an asset', () => browser.flow(`${server.url}/slim-asset`));
});

// Here React runs every effect twice, with the first one's clean-up between them.
describe('next dev', () => {
  let server;
  before(async () => {
    server = await start(folder, 'next', ['dev', '--hostname', '127.0.0.1', '--port', '0'], env);
  });
  after(() => server?.close());

  test('verify, with the handler as a route', () => verification(server.url));
});
