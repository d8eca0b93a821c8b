// `verify` with the service's hosted page instead of the page.
import { expect, test } from './fixtures.mjs';
import { HOSTED, hosted, serveHosted } from './hosted-kit.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  leavesNothing,
  outcome,
  PASSED,
  reach,
  states,
} from './verify-kit.mjs';

const KEY = (page) =>
  page.evaluate(() => sessionStorage.getItem(`flow-widget-loader:${location.origin}/api/mine`));

/** Calls `verify` and waits until the hosted page has replaced the page. */
async function leave(page, config) {
  await begin(page, hosted('redirect', config)).catch(() => {
    // The page is gone before the call has returned.
  });
  await page.waitForURL(`${HOSTED}/flow/s-1?locale=en`);
}

test('continues when the user comes back in a new load', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const url = page.url();
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await leave(page);
  backend.onGet = { json: PASSED };
  await page.goto(url);
  const pending = await page.evaluate(async () =>
    (await import('/dist/index.js')).hasPendingVerification('/api/mine'),
  );
  expect(pending).toBe(true);
  await begin(page, hosted('redirect'));
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true, sessionId: 's-1' } });
  expect(await page.evaluate('window.run.ids.at(-1)')).toBe('s-1');
  expect(backend.count('POST')).toBe(1);
  expect(urls).toHaveLength(1);
  expect(await KEY(page)).toBe(null);
  await leavesNothing(page);
});

test('continues when the user comes back with the Back button', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await leave(page);
  backend.onGet = { json: PASSED };
  await page.goBack();
  await begin(page, hosted('redirect'));
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('POST')).toBe(1);
});

test('a user who comes back without finishing decides whether to continue', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await leave(page);
  await page.goBack();
  await begin(page, hosted('redirect'));
  await reach(page, 'active');
  await expect(page.getByText('The verification continues on a separate page.')).toBeVisible();
  expect(urls).toHaveLength(1);
  await page.getByRole('link', { name: 'Open the verification' }).click();
  await page.waitForURL(`${HOSTED}/**`);
  expect(urls).toHaveLength(2);
  backend.onGet = { json: PASSED };
  await page.goBack();
  await begin(page, hosted('redirect'));
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('POST')).toBe(1);
});

test('continues in a page that is restored as it was', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page, (route) => route.fulfill({ status: 204 }));
  const backend = await FakeBackend.at(page);
  // The browser does not navigate for this status, so the page runs on as after the back/forward cache.
  await begin(page, hosted('redirect'));
  await reach(page, 'active');
  await expect.poll(() => urls.length).toBe(1);
  backend.onGet = { json: PASSED };
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active', 'finished']);
  await leavesNothing(page);
});

test('`timeouts.finish` counts from the first time that the hosted page was opened', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  await FakeBackend.at(page);
  await leave(page, { timeouts: { finish: 60_000 } });
  await page.goBack();
  await page.clock.install({ time: Date.now() + 59_000 });
  await begin(page, hosted('redirect', { timeouts: { finish: 60_000 } }));
  await reach(page, 'active');
  await page.clock.runFor(2_000);
  expect(await outcome(page)).toMatchObject({ code: 'finish-timeout' });
});

test('rejects instead of leaving the page if it has no storage', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await begin(page, hosted('redirect'));
  expect(await outcome(page)).toMatchObject({ code: 'unsupported-environment' });
  expect(urls).toEqual([]);
  expect(backend.requests).toEqual([]);
});

for (const [name, answer] of [
  ['a redirect to a login page', { status: 302, headers: { location: '/login' } }],
  ['a login page', { status: 200, contentType: 'text/html', body: '<h1>Login</h1>' }],
  ['null', { json: null }],
  ['403', { status: 403, json: {} }],
  ['400', { status: 400, json: {} }],
])
  test(`the session is continued after an answer that says nothing about it: ${name}`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    await serveHosted(page);
    const backend = await FakeBackend.at(page);
    await leave(page);
    backend.onGet = answer;
    await page.goBack();
    await begin(page, hosted('redirect'));
    expect((await outcome(page)).code).toMatch(/^(http|invalid-response)$/);
    backend.onGet = { json: PASSED };
    await begin(page, hosted('redirect'));
    expect(await outcome(page)).toMatchObject({ verdict: { passed: true, sessionId: 's-1' } });
    expect(backend.count('POST')).toBe(1);
  });

/** Leaves room for `free` characters in `sessionStorage`. */
const fill = (page, free) =>
  page.evaluate((free) => {
    for (let size = 2 ** 23, n = 0; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) sessionStorage.setItem(`fill-${n}`, '0'.repeat(size)) ?? n++;
      } catch {
        // Smaller pieces fit.
      }
    }
    sessionStorage.removeItem('fill-0');
    for (let size = 2 ** 23, text = ''; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) {
          sessionStorage.setItem('fill-0', text + '0'.repeat(size));
          text += '0'.repeat(size);
        }
      } catch {
        sessionStorage.setItem('fill-0', text.slice(free));
      }
    }
  }, free);

for (const free of [100, 1_000]) {
  test(`creates no session if the storage has room for ${free} characters only`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    const urls = await serveHosted(page);
    const backend = await FakeBackend.at(page);
    await fill(page, free);
    await begin(page, hosted('redirect'));
    expect(await outcome(page)).toMatchObject({ code: 'unsupported-environment' });
    expect(backend.count('POST')).toBe(0);
    expect(urls).toEqual([]);
  });
}

test('does not leave the page if the record was not written', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  await FakeBackend.at(page);
  await page.evaluate(() => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (!/"opened"/.test(value)) setItem.call(this, key, value);
    };
  });
  await begin(page, hosted('redirect'));
  expect(await outcome(page)).toMatchObject({ code: 'unsupported-environment' });
  expect(urls).toEqual([]);
});
