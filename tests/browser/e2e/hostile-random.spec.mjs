// Generated calls in Chromium; tests/browser/e2e/hostile/engines.test.mjs makes them in the other engines.
import { expect, test } from '@playwright/test';
import { GROUPS, missingOutcomes, optionsOf } from './hostile/groups.mjs';
import { serveHostile } from './hostile/server.mjs';

let server;
// biome-ignore lint/correctness/noEmptyPattern: Playwright requires a destructuring pattern
test.beforeAll(async ({}, { workerIndex }) => {
  server = await serveHostile(`build/hostile/${workerIndex}`);
});
test.afterAll(() => server.close());

for (const group of GROUPS)
  test(group.title, async ({ page }) => {
    test.setTimeout(360_000);
    await page.route(/^https:/, (route) => route.abort());
    await page.goto(`${server.url}/page.html`);
    await page.waitForFunction('globalThis.makeCalls');
    const { failures, outcomes } = await page.evaluate(
      (options) => globalThis.makeCalls(options),
      optionsOf(group),
    );
    if (process.env.HOSTILE_SEED) console.log(outcomes);
    expect(failures).toEqual([]);
    expect(missingOutcomes(group, outcomes)).toEqual([]);
  });
