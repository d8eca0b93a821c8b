import assert from 'node:assert/strict';
import { chromium } from '@playwright/test';
import {
  ALLOW_LOOPBACK,
  CHROMIUM_FLAGS,
  chromiumPath,
  FAKE_CAMERA,
} from '../../../scripts/chromium-flags.mjs';
import { serve } from '../../../www/server/server.mjs';
import { instantSteps, SANDBOX, standInForProduction, User } from '../../browser/e2e/fixtures.mjs';

/**
 * Starts a browser and the sandbox. The service's production URLs serve the sandbox's widget. A test fails if its page
 * throws, or logs an error or a warning.
 */
export async function openBrowser() {
  const sandbox = await serve({ sandbox: SANDBOX });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA, ...ALLOW_LOOPBACK],
  });

  async function open(url, work, { backend = false, fails = false } = {}) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(instantSteps);
    await standInForProduction(page, sandbox);
    if (backend) await routeBackend(page, sandbox);
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        problems.push(`${message.text()} ${message.location().url}`);
    });
    try {
      await page.goto(url);
      return await work(page);
    } catch (error) {
      error.message += `\nOn the page: ${problems.join('\n')}`;
      throw error;
    } finally {
      await context.close();
      if (!fails) assert.deepEqual(problems, [], url);
    }
  }

  return {
    sandbox,
    open,
    async close() {
      await browser.close();
      await sandbox.close();
    },
    /**
     * Opens an example, completes the widget's steps, and asserts that the example reports success.
     *
     * @param options.ownBackend whether the app serves `/api/flow` itself; otherwise the sandbox's backend answers
     */
    flow: (url, { ownBackend = false } = {}) =>
      open(
        url,
        async (page) => {
          await passThrough(page);
          assert.equal(await outputOf(page), 'Thank you.');
        },
        { backend: !ownBackend },
      ),
    /** Opens a page that takes a session id and a script URL from its query, and completes the widget's steps. */
    async session(url) {
      const id = await createSession(sandbox);
      const address = new URL(url);
      address.searchParams.set('id', id);
      address.searchParams.set('src', `${sandbox.url}/widget/flow-widget.umd.js`);
      const detail = await open(address.href, async (page) => {
        await passThrough(page);
        return page.evaluate('globalThis.outcome');
      });
      assert.equal(detail.session_id, id);
      assert.equal(detail.status, 'finished');
    },
    /**
     * Opens a page that imports every entry point, lets each further script fail once, and calls `loadWidget` twice.
     * Returns the two outcomes.
     *
     * @param fault `503`, or `truncated`
     */
    loadTwice: (url, fault) =>
      open(
        url,
        async (page) => {
          await page.waitForFunction('globalThis.loader');
          await failOnce(page, fault);
          return page.evaluate(async () => {
            const call = () =>
              globalThis.loader.loadWidget().then(
                () => 'loaded',
                ({ code, retryable, message }) => ({ code, retryable, message }),
              );
            return [await call(), await call()];
          });
        },
        { fails: true },
      ),
    /** Opens a page that imports every entry point, and returns the names that each exports. */
    exported: (url) =>
      open(url, async (page) => {
        const handle = await page.waitForFunction('globalThis.exported');
        return handle.jsonValue();
      }),
  };
}

/** Makes the first request for each of the page's scripts fail: with a status, or with a truncated script. */
const failOnce = (page, fault) => {
  const failed = new Set();
  const { origin } = new URL(page.url());
  return page.route(
    (url) => url.origin === origin && /\.m?js$/.test(url.pathname),
    async (route) => {
      const { pathname } = new URL(route.request().url());
      if (failed.has(pathname)) return route.fallback();
      failed.add(pathname);
      if (fault === '503') return route.fulfill({ status: 503 });
      const response = await route.fetch();
      const text = await response.text();
      return route.fulfill({ response, body: text.slice(0, 1_000) });
    },
  );
};

/** Answers the page's requests to `/api/flow` with the sandbox's backend. */
const routeBackend = (page, { url }) =>
  page.route(/\/api\/flow(\/[0-9a-f-]{36})?$/, async (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/flow', '/api/flow/everyone');
    const headers = { ...(await request.allHeaders()), origin: url };
    await route.fulfill({ response: await route.fetch({ url: url + path, headers }) });
  });

/** The first flow's steps: the heading of each, and the method of `User` that completes it. */
const STEPS = { intro: 'begin', liveness: 'liveness', reference: 'reference' };

/** Completes the widget's steps. The widget closes its last screen automatically. */
export async function passThrough(page) {
  const user = new User(page, 'en');
  for (const [heading, complete] of Object.entries(STEPS)) {
    // A long timeout, since a development server compiles the page first.
    await user.widget
      .getByRole('heading', { name: user.names.headings[heading] })
      .waitFor({ timeout: 60_000 });
    await user[complete]();
  }
}

/**
 * Asserts that a chunk which failed once is loaded by the next call, or, if the bundler remembers the failure, that the
 * error is not `retryable`.
 */
export async function assertRetries(browser, url, { recovers = true } = {}) {
  for (const fault of ['503', 'truncated']) {
    const [first, second] = await browser.loadTwice(url, fault);
    assert.equal(first.code, 'wasm-load-failed', fault);
    assert.equal(first.retryable, recovers, `${fault}: ${first.message}`);
    if (recovers) assert.equal(second, 'loaded', `${fault}: ${second.message}`);
    else assert.deepEqual(second, first, fault);
  }
}

/** Waits until the page's `<output>` has a text, and returns it. */
export async function outputOf(page) {
  const handle = await page.waitForFunction(() => document.querySelector('output')?.value);
  return handle.jsonValue();
}

async function createSession({ url }) {
  const response = await fetch(`${url}/api/flow/everyone`, { method: 'POST' });
  assert.equal(response.status, 201);
  return (await response.json()).session_id;
}
