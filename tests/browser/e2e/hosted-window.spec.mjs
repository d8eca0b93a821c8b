// `verify` with the service's hosted page in a window of its own.
import { expect, test } from './fixtures.mjs';
import { countWidgetRequests, HOSTED, hosted, serveHosted } from './hosted-kit.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  leavesNothing,
  never,
  outcome,
  PASSED,
  PENDING,
  reach,
  states,
} from './verify-kit.mjs';

const LINK = { name: 'Open the verification' };

/** Makes the browser block windows, as it does without a gesture of the user. */
const blockWindows = (page) =>
  page.evaluate(() => {
    window.open = () => null;
  });

/** Calls `verify` in the mode `window`; resolves to the opened window. */
async function beginInWindow(page, config) {
  const [popup] = await Promise.all([page.waitForEvent('popup'), begin(page, hosted('window', config))]);
  return popup;
}

/** Waits until the window shows the hosted page, and the page has noticed that, which is not observable. */
async function shown(page, popup) {
  await popup.waitForURL(`${HOSTED}/**`);
  await page.waitForTimeout(1_000);
}

test('opens the window at once, and loads the hosted page when the session exists', async ({
  page,
  openPage,
}) => {
  await page.clock.install();
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  const requests = countWidgetRequests(page);
  const backend = await FakeBackend.at(page);
  let respond;
  backend.onPost = async (route) => {
    await new Promise((resolve) => {
      respond = resolve;
    });
    await route.fulfill({ status: 201, json: { session_id: 's-1' } });
  };
  const popup = await beginInWindow(page, { locale: 'ru' });
  await expect.poll(() => respond).toBeTruthy();
  await expect(popup.getByText('Загрузка…')).toBeVisible();
  expect(urls).toEqual([]);
  respond();
  await popup.waitForURL(`${HOSTED}/flow/s-1?locale=ru`);
  await reach(page, 'active');
  await expect(page.getByText('Продолжите в открывшемся окне.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Открыть проверку' })).toHaveAttribute(
    'href',
    `${HOSTED}/flow/s-1?locale=ru`,
  );
  backend.onGet = { json: PASSED };
  const closed = popup.waitForEvent('close');
  await page.clock.fastForward(10_000);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  await closed;
  expect(requests).toEqual([]);
  expect(backend.count('POST')).toBe(1);
  await leavesNothing(page);
});

test('asks for the verdict at a message of the window', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await popup.waitForURL(`${HOSTED}/**`);
  backend.onGet = { json: PASSED };
  await popup.evaluate('notify()');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('a closed window is cancelled after some more requests', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await shown(page, popup);
  await page.clock.install();
  await popup.close();
  await expect(page.getByText('The window is closed. Checking the result…')).toBeVisible();
  for (let second = 0; (await states(page)).at(-1) === 'active' && second < 60; second++)
    await page.clock.runFor(1_000);
  expect(backend.count('GET')).toBeGreaterThan(1);
  expect(await outcome(page)).toMatchObject({ name: 'AbortError', message: 'The user closed the window.' });
  expect((await states(page)).at(-1)).toBe('cancelled');
  await leavesNothing(page);
});

test('a verdict that is final after the window was closed counts', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  backend.onGet = (route) => route.fulfill({ json: backend.count('GET') < 3 ? PENDING : PASSED });
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await shown(page, popup);
  await popup.close();
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  await leavesNothing(page);
});

test('the link opens the window again', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await shown(page, popup);
  await popup.close();
  await expect(page.getByText('The window is closed.')).toBeVisible();
  const [second] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', LINK).click()]);
  await second.waitForURL(`${HOSTED}/flow/s-1?locale=en`);
  await expect(page.getByText('Continue in the window that has opened.')).toBeVisible();
  backend.onGet = { json: PASSED };
  await second.evaluate('notify()');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('POST')).toBe(1);
});

test('a window that the Cross-Origin-Opener-Policy disconnects is not given up', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await serveHosted(page, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'cross-origin-opener-policy': 'same-origin' },
      body: '<h1>Hosted page</h1>',
    }),
  );
  const backend = await FakeBackend.at(page);
  await page.evaluate(() => {
    const { open } = window;
    window.open = (...args) => {
      window.opened = open(...args);
      return window.opened;
    };
  });
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await popup.waitForURL(`${HOSTED}/**`);
  await page.waitForFunction(() => window.opened.closed);
  await page.clock.install();
  await page.clock.runFor(9_000);
  expect(backend.count('GET')).toBe(0);
  await page.clock.runFor(30_000);
  expect((await states(page)).at(-1)).toBe('active');
  backend.onGet = { json: PASSED };
  await page.clock.runFor(20_000);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('a backend that answers late gets more time after the window was closed', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await shown(page, popup);
  let respond;
  backend.onGet = async (route) => {
    await new Promise((resolve) => {
      respond = resolve;
    });
    await route.fulfill({ json: PASSED });
  };
  await page.clock.install();
  await popup.close();
  await page.clock.runFor(500);
  await expect.poll(() => respond).toBeTruthy();
  await page.clock.runFor(20_000);
  expect((await states(page)).at(-1)).toBe('active');
  respond();
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('a window is given up although another program has the focus', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  const popup = await beginInWindow(page);
  await reach(page, 'active');
  await shown(page, popup);
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  await popup.close();
  await expect(page.getByText('The window is closed. Checking the result…')).toBeVisible();
  backend.onGet = { json: PASSED };
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

for (const place of ['container', 'dialog'])
  test(`a blocked window leaves a link to the hosted page in the ${place}`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    await serveHosted(page);
    const backend = await FakeBackend.at(page);
    await blockWindows(page);
    await begin(page, hosted('window', place === 'dialog' ? { dialog: {} } : {}));
    await reach(page, 'active');
    await expect(page.getByText('Your browser has blocked the new window.')).toBeVisible();
    // The browser follows the link itself.
    const [second] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', LINK).click(),
    ]);
    await second.waitForURL(`${HOSTED}/flow/s-1?locale=en`);
    backend.onGet = { json: PASSED };
    await page.evaluate('dispatchEvent(new Event("pageshow"))');
    expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
    await leavesNothing(page);
  });

for (const [name, config, prepare] of [
  ['an invalid option', { locale: 7 }],
  ['a failed request', {}, (backend) => Object.assign(backend, { onPost: { status: 403, json: {} } })],
])
  test(`the window is closed after ${name}`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    const urls = await serveHosted(page);
    const backend = await FakeBackend.at(page);
    prepare?.(backend);
    const popup = await beginInWindow(page, config);
    await outcome(page);
    if (!popup.isClosed()) await popup.waitForEvent('close');
    expect(urls).toEqual([]);
    await leavesNothing(page);
  });

test('the window is closed after a cancellation while the session is created', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  backend.onPost = never;
  const popup = await beginInWindow(page);
  await expect.poll(() => backend.count('POST')).toBe(1);
  const closed = popup.waitForEvent('close');
  await page.evaluate('window.control.abort()');
  expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
  await closed;
});

test('a window that the user closes before the hosted page is opened is cancelled', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  let respond;
  backend.onPost = async (route) => {
    await new Promise((resolve) => {
      respond = resolve;
    });
    await route.fulfill({ status: 201, json: { session_id: 's-1' } });
  };
  const popup = await beginInWindow(page);
  await expect.poll(() => respond).toBeTruthy();
  await popup.close();
  await page.clock.install();
  respond();
  await reach(page, 'active');
  await page.clock.runFor(500);
  await expect(page.getByText('The window is closed.')).toBeVisible();
  for (let second = 0; (await states(page)).at(-1) === 'active' && second < 60; second++)
    await page.clock.runFor(1_000);
  expect(await outcome(page)).toMatchObject({ name: 'AbortError' });
});

test('the window is closed if the chunk of `verify` cannot be loaded', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await page.route('**/dist/verdict.js*', (route) => route.fulfill({ status: 503 }));
  const popup = await beginInWindow(page);
  expect(await outcome(page)).toMatchObject({ code: 'wasm-load-failed' });
  if (!popup.isClosed()) await popup.waitForEvent('close');
});

test('opens no window if the signal is already aborted', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const opened = await page.evaluate(async () => {
    const { verify } = await import('/dist/index.js');
    let count = 0;
    window.open = () => {
      count += 1;
      return null;
    };
    await verify({ endpoint: '/api/mine', mode: 'window', signal: AbortSignal.abort('no') }).catch(() => {});
    return count;
  });
  expect(opened).toBe(0);
});
