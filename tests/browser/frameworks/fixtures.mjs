import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { test as base, expect, standInForProduction, User } from '../e2e/fixtures.mjs';
import { BUILT } from './prepare.mjs';

export { expect };

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** A strict Content-Security-Policy with the sources that the README lists. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' https://remote.biometric.kz; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'";

/** A widget that a test finishes with `window.finish`; `window.calls` has its configs. */
export const SILENT_WIDGET = () => {
  window.calls = [];
  window.FlowWidget = {
    startSession(config) {
      window.calls.push(config);
      document
        .querySelector(config.selector)
        .append(Object.assign(document.createElement('i'), { className: 'drawn' }));
    },
  };
  window.finish = (detail = {}) => window.dispatchEvent(new CustomEvent('finish', { detail }));
};

export const test = base.extend({
  /**
   * Opens a built app. The production URLs serve the sandbox's widget, and `/api/flow` is its backend. `fake` replaces
   * the widget with one that the test controls.
   */
  openApp: async ({ page, server }, use) => {
    await page.route(`${server.url}/apps/**`, async (route) => {
      const path = new URL(route.request().url()).pathname.slice('/apps'.length);
      const file = path.endsWith('/') ? `${path}index.html` : path;
      await route.fulfill({
        body: await readFile(BUILT + file),
        contentType: TYPES[extname(file)] ?? 'application/octet-stream',
        headers: { 'content-security-policy': POLICY },
      });
    });
    await page.route(/\/api\/flow(\/[0-9a-f-]{36})?$/, (route) =>
      route.continue({ url: route.request().url().replace('/api/flow', '/api/flow/everyone') }),
    );
    await standInForProduction(page, server);
    await use(async (name, { query = '', fake = false, ready = true } = {}) => {
      if (fake) await page.addInitScript(SILENT_WIDGET);
      await page.goto(`${server.url}/apps/${name}/${query}`);
      // Not waitForFunction, which the CSP would block.
      if (ready) await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    });
  },

  /** The requests that created a session at the backend. */
  created: async ({ page }, use) => {
    const created = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && /\/api\/flow\b/.test(request.url())) created.push(request.url());
    });
    await use(created);
  },
});

/** Completes the first flow in Russian, the locale of the snippets in the docs. */
export async function walk(page) {
  await new User(page, 'ru').complete();
}

/** Fails the first step with the reason `TIMEOUT`, with the sandbox's panel. */
export async function fail(page) {
  const user = new User(page, 'ru');
  await user.begin();
  await user.sees('liveness');
  await user.widget.getByText(user.names.panel, { exact: true }).click();
  await user.widget.getByLabel(user.names.outcome, { exact: true }).selectOption('TIMEOUT');
  await user.click(user.names.apply);
  await user.sees('failed');
  await user.click(user.names.close);
}

/** The notifications that the app received. */
export const notified = (page) => page.evaluate('window.notifications');
export const calls = (page) => page.evaluate('window.calls.map(({ id }) => id)');
/** The states that the app was notified of, in order. */
export const states = async (page) =>
  (await notified(page)).filter(([name]) => name === 'statechange').map(([, state]) => state);

export const widget = (page) => page.locator('flow-widget');

/** Sets the body's HTML; `window.widget` is its first `<flow-widget>`. */
export const put = (page, html) =>
  page.evaluate((html) => {
    document.body.innerHTML = html;
    window.widget = document.querySelector('flow-widget');
  }, html);

/**
 * Pollutes `Object.prototype` as an attacker would, and serves a widget that a test finishes at the service's URLs. Returns
 * a function that returns the requests that the polluted values have caused.
 */
export async function pollute(page) {
  const body = `(${SILENT_WIDGET})()`;
  const headers = { 'access-control-allow-origin': '*' };
  await page.route('https://remote.biometric.kz/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', headers, body }),
  );
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.evaluate(() => {
    const src = '/apps/evil.js';
    const texts = { src, endpoint: '/evil', nonce: 'evil', sessionId: 'evil', container: 'evil' };
    Object.assign(Object.prototype, texts, { backend: { evil: 1 }, headers: { evil: '1' }, config: { src } });
  });
  return () => requests.filter((url) => url.includes('evil'));
}
