// The requests for the verdict while the widget is running (option `watch`). The tests control the page's clock.
import { sandboxFlows } from '../../../dist/sandbox.js';
import { expect, test, User } from './fixtures.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  fakeWidget,
  leavesNothing,
  outcome,
  PASSED,
  PENDING,
  reach,
  states,
} from './verify-kit.mjs';

/** Opens the page with a controlled clock and a widget that never finishes by itself, up to the state `active`. */
async function watch(page, openPage, config) {
  await page.clock.install();
  await openPage(CONTAINER);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  await begin(page, config);
  await reach(page, 'active');
  return backend;
}

/** Advances the page's clock second by second, and lets the page handle each response. */
async function pass(page, backend, seconds) {
  for (let second = 0; second < seconds; second++) {
    const sent = backend.requests.length;
    await page.clock.runFor(1_000);
    // A request that the page has just sent reaches the test before this evaluation returns.
    await page.evaluate(() => 0);
    if (backend.requests.length > sent) await expect.poll(() => backend.open).toBe(0);
    await page.evaluate(() => 0);
  }
}

/** Waits until the page has sent a number of requests for the verdict, without advancing its clock. */
const asked = (backend, count) => expect.poll(() => backend.count('GET')).toBe(count);

/** Simulates a change of the tab's visibility, for which headless browsers have no control. */
const setVisibility = (page, state) =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

test('asks after 10 s, then at growing intervals of 5 to 15 s, one request at a time', async ({
  page,
  openPage,
}) => {
  const backend = await watch(page, openPage);
  // By the page's clock: when each request starts, and when its response has arrived.
  await page.evaluate(() => {
    const { fetch } = window;
    const times = { start: [], end: [Date.now()] };
    window.times = times;
    window.fetch = async (...args) => {
      times.start.push(Date.now());
      const response = await fetch(...args);
      times.end.push(Date.now());
      return response;
    };
  });
  await pass(page, backend, 300);
  const { start, end } = await page.evaluate('window.times');
  const delays = start.map((time, index) => (time - end[index]) / 1_000);
  // The clock stands still while the page handles a response, but not on a busy machine: then up to a step passes.
  const [first, second, ...later] = delays;
  expect(first).toBeGreaterThanOrEqual(9);
  expect(first).toBeLessThanOrEqual(11);
  expect(second).toBeGreaterThanOrEqual(5);
  expect(second).toBeLessThanOrEqual(8);
  for (const delay of later) {
    expect(delay).toBeGreaterThanOrEqual(5);
    expect(delay).toBeLessThanOrEqual(17);
  }
  expect(Math.min(...later.slice(4))).toBeGreaterThan(10);
  expect(backend.count('POST')).toBe(1);
  expect(backend.count('GET')).toBeGreaterThanOrEqual(17);
  expect(backend.count('GET')).toBeLessThanOrEqual(30);
  expect(backend.most).toBe(1);
});

test('a final verdict ends the flow without `finish`, removes the widget, and has no `detail`', async ({
  page,
  openPage,
}) => {
  const backend = await watch(page, openPage);
  backend.onGet = { json: PASSED };
  await page.clock.runFor(10_000);
  // In the same task as the outcome: the promise settles after the page has been cleaned up.
  const { ended, left } = await page.evaluate(async () => {
    const ended = await window.ended;
    return { ended, left: document.querySelector('#flow-widget').childNodes.length };
  });
  expect(ended).toEqual({
    verdict: { sessionId: 's-1', status: 'FINISHED', passed: true, cancelled: false, failureReasons: [] },
  });
  expect(left).toBe(0);
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active', 'finished']);
  await leavesNothing(page);
  // Another session can start: the slot is free.
  await begin(page);
  await reach(page, 'active');
  await page.evaluate("window.control.abort('enough')");
  expect((await outcome(page)).reason).toBe('enough');
  const count = backend.requests.length;
  await page.clock.runFor(120_000);
  expect(await page.evaluate(() => 0)).toBe(0);
  expect(backend.requests.length).toBe(count);
});

test('sends no request after the flow has ended, however it ends', async ({ page, openPage }) => {
  const backend = await watch(page, openPage);
  backend.onGet = { json: PASSED };
  await page.evaluate('window.finish({ session_id: "s-1" })');
  expect(await outcome(page)).toMatchObject({ verdict: { detail: { session_id: 's-1' } } });
  expect(backend.count('GET')).toBe(1);
  await page.clock.runFor(120_000);
  await setVisibility(page, 'visible');
  await page.evaluate(() => {
    dispatchEvent(new Event('online'));
    dispatchEvent(new Event('pageshow'));
  });
  // A later request of the page shows that no earlier one is on its way.
  await page.evaluate(() => fetch('/api/mine', { method: 'POST' }));
  expect(backend.count('GET')).toBe(1);
});

test('a slow request is not followed by another one, whatever the page does', async ({ page, openPage }) => {
  const backend = await watch(page, openPage);
  let respond;
  backend.onGet = (route) =>
    new Promise((resolve) => {
      respond = () => route.fulfill({ json: PENDING }).then(resolve);
    });
  await page.clock.runFor(10_000);
  await asked(backend, 1);
  await setVisibility(page, 'visible');
  await page.evaluate(() => {
    dispatchEvent(new Event('online'));
    dispatchEvent(new Event('pageshow'));
  });
  await page.clock.runFor(25_000);
  await page.evaluate(() => fetch('/api/mine', { method: 'POST' }));
  expect(backend.count('GET')).toBe(1);
  backend.onGet = { json: PENDING };
  await respond();
  await page.evaluate(() => 0);
  // The next delay is at most 6.25 s, and two are at least 10 s.
  await pass(page, backend, 9);
  expect(backend.count('GET')).toBe(2);
});

test('does not ask again before the delay in Retry-After, even if the page becomes visible', async ({
  page,
  openPage,
}) => {
  const backend = await watch(page, openPage);
  backend.onGet = { status: 429, headers: { 'retry-after': '90' }, json: {} };
  await page.clock.runFor(10_000);
  await asked(backend, 1);
  backend.onGet = { json: PENDING };
  await page.evaluate(() => 0);
  await pass(page, backend, 60);
  await setVisibility(page, 'visible');
  await pass(page, backend, 25);
  expect(backend.count('GET')).toBe(1);
  await pass(page, backend, 10);
  expect(backend.count('GET')).toBe(2);
});

test('asks at once when the page becomes visible or is restored', async ({ page, openPage }) => {
  const backend = await watch(page, openPage);
  await setVisibility(page, 'hidden');
  await setVisibility(page, 'visible');
  await asked(backend, 1);
  await expect.poll(() => backend.open).toBe(0);
  await pass(page, backend, 1);
  await page.evaluate(() => dispatchEvent(new Event('pageshow')));
  await asked(backend, 2);
});

test('asks at most once per minute while the browser is offline, and at once when it is online', async ({
  page,
  openPage,
  context,
}) => {
  const backend = await watch(page, openPage);
  await context.setOffline(true);
  await page.clock.runFor(300_000);
  await setVisibility(page, 'visible');
  // Requests of an offline page fail before they reach the backend, so the page counts its calls of `fetch`.
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetched = 0;
    window.fetch = (...args) => {
      window.fetched += 1;
      return fetch(...args);
    };
  });
  await page.clock.runFor(300_000);
  expect(await page.evaluate('window.fetched')).toBeLessThanOrEqual(5);
  backend.onGet = { json: PASSED };
  await context.setOffline(false);
  await page.waitForFunction('navigator.onLine');
  // The least delay after a request that has failed.
  await page.clock.runFor(1_000);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('asks in a hidden tab too', async ({ page, openPage }) => {
  const backend = await watch(page, openPage);
  await setVisibility(page, 'hidden');
  backend.onGet = { json: PASSED };
  await page.clock.runFor(10_000);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('`watch: false` sends no request until the widget has finished', async ({ page, openPage }) => {
  const backend = await watch(page, openPage, { watch: false });
  await page.clock.runFor(300_000);
  await setVisibility(page, 'visible');
  await page.evaluate(() => fetch('/api/mine', { method: 'POST' }));
  expect(backend.count('GET')).toBe(0);
  backend.onGet = { json: PASSED };
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('GET')).toBe(1);
});

for (const status of [404, 401]) {
  test(`status ${status} does not end the widget, and is reported after \`finish\``, async ({
    page,
    openPage,
  }) => {
    const backend = await watch(page, openPage);
    backend.onGet = { status, json: {} };
    await page.clock.runFor(10_000);
    await asked(backend, 1);
    await expect.poll(() => backend.open).toBe(0);
    await pass(page, backend, 50);
    await expect(page.locator('#drawn')).toBeVisible();
    expect(backend.count('GET')).toBe(1);
    await page.evaluate('window.finish()');
    expect(await outcome(page)).toMatchObject({ code: 'http', status, retryable: false });
    expect(backend.count('GET')).toBe(2);
  });
}

test('asks again a minute after status 401, when the user may have signed in again', async ({
  page,
  openPage,
}) => {
  const backend = await watch(page, openPage);
  backend.onGet = { status: 401, json: {} };
  await page.clock.runFor(10_000);
  await asked(backend, 1);
  await expect.poll(() => backend.open).toBe(0);
  backend.onGet = { json: PASSED };
  await pass(page, backend, 61);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('GET')).toBe(2);
});

test('keeps the delay in Retry-After after the widget has finished, too', async ({ page, openPage }) => {
  const backend = await watch(page, openPage);
  backend.onGet = { status: 429, headers: { 'retry-after': '40' }, json: {} };
  await page.clock.runFor(10_000);
  await asked(backend, 1);
  await expect.poll(() => backend.open).toBe(0);
  backend.onGet = { json: PASSED };
  await page.evaluate('window.finish()');
  // The page's clock goes on by itself, too, so the rest of the delay is only a lower limit.
  await pass(page, backend, 25);
  expect(backend.count('GET')).toBe(1);
  await pass(page, backend, 16);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('many events of the page cause at most one request a second', async ({ page, openPage }) => {
  const backend = await watch(page, openPage);
  backend.onGet = { json: PENDING };
  for (let count = 0; count < 20; count++) {
    await page.evaluate(() => dispatchEvent(new Event('pageshow')));
    await page.clock.runFor(100);
  }
  await expect.poll(() => backend.open).toBe(0);
  expect(backend.count('GET')).toBeLessThanOrEqual(3);
  expect(backend.count('GET')).toBeGreaterThan(0);
});

test('a session that ends at the service, on another device, ends here too', async ({
  page,
  openPage,
  server,
}) => {
  await page.clock.install();
  await openPage(CONTAINER);
  await begin(page, { endpoint: '/api/flow/everyone' });
  await new User(page, 'en').sees('intro');
  const id = await page.evaluate('window.run.ids.at(-1)');
  const { technologies } = sandboxFlows.find((flow) => flow.id === 'everyone');
  const passed = Object.fromEntries(technologies.map((code) => [code, { passed: true }]));
  const report = { outcome: 'completed', technologies: passed };
  const response = await fetch(`${server.url}/sandbox/session/${id}/finish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
  });
  expect(response.status, await response.text()).toBe(200);
  await expect
    .poll(async () => {
      await page.clock.runFor(5_000);
      return states(page);
    })
    .toEqual(['preparing', 'loading', 'starting', 'active', 'finished']);
  const { verdict } = await outcome(page);
  expect(verdict).toMatchObject({ sessionId: id, status: 'FINISHED', passed: true });
  expect(verdict).not.toHaveProperty('detail');
  await expect(page.locator('#flow-widget')).toBeEmpty();
});
