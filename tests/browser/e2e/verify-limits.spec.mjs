// Every time limit of `verify` ends a request or a download that is under way.
import { expect, test } from './fixtures.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  fakeWidget,
  leavesNothing,
  never,
  outcome,
  reach,
  states,
} from './verify-kit.mjs';

test.beforeEach(async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
});

test('`timeouts.session` ends a POST that never answers', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  backend.onPost = never;
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/mine'));
  await begin(page, { timeouts: { session: 500 } });
  expect(await outcome(page)).toMatchObject({ code: 'session-timeout', retryable: true });
  // The request was aborted.
  await failed;
  await leavesNothing(page);
});

test('`timeouts.result` ends a GET that never answers', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  backend.onGet = never;
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/s-1'));
  await begin(page, { timeouts: { result: 500 } });
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({ code: 'result-timeout', retryable: true });
  await failed;
  await leavesNothing(page);
});

test('a GET that never answers is given up after 30 s and sent again', async ({ page }) => {
  await page.clock.install();
  const backend = await FakeBackend.at(page);
  backend.onGet = never;
  await begin(page, { timeouts: { result: 0 } });
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  await expect.poll(() => backend.count('GET')).toBe(1);
  backend.onGet = { json: { session_id: 's-1', status: 'FINISHED', passed: true } };
  await page.clock.runFor(30_000);
  // The back-off before the next request.
  await expect
    .poll(async () => {
      await page.clock.runFor(1_000);
      return states(page);
    })
    .toContain('finished');
  expect(backend.count('GET')).toBe(2);
});

for (const chunk of ['core-inline.js', 'verdict.js', 'dialog.js']) {
  test(`\`timeouts.script\` ends a download of ${chunk} that never answers`, async ({ page }) => {
    const backend = await FakeBackend.at(page);
    let release;
    await page.route(`**/dist/${chunk}`, async (route) => {
      await new Promise((resolve) => {
        release = resolve;
      });
      await route.continue();
    });
    const config = chunk === 'dialog.js' ? { dialog: {} } : {};
    await begin(page, { ...config, timeouts: { script: 800 } });
    expect(await outcome(page)).toMatchObject({ code: 'wasm-load-failed', retryable: true });
    await leavesNothing(page);
    const loaded = page.waitForResponse(`**/dist/${chunk}`);
    release();
    await (await loaded).finished();
    // The chunk that arrives late starts nothing: a following call runs alone.
    await page.evaluate((chunk) => import(`/dist/${chunk}`), chunk);
    await leavesNothing(page);
    for (const state of await states(page)) expect(['preparing', 'failed']).toContain(state);
    expect(backend.requests).toEqual([]);
    await begin(page);
    await reach(page, 'active');
    expect(backend.count('POST')).toBe(1);
  });
}
