// Concurrent calls share the download of a chunk, but not the time limit.
import { expect, test } from './fixtures.mjs';
import { CONTAINER, FakeBackend, fakeWidget } from './verify-kit.mjs';

/** Each entry point, the file with its core, and what it loads before that file. */
const ENTRIES = [
  ['index', /core-inline/, 'index'],
  ['slim', /_bg\.wasm/, 'core-compile'],
];

/** Holds the requests for a file until `release` is called. */
async function hold(page, file) {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(file, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

for (const [entry, file, before] of ENTRIES) {
  test(`${entry}: a call has its own limit if an earlier one waits longer`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    await hold(page, file);
    const code = await page.evaluate(async (entry) => {
      const { preload, startSession } = await import(`/dist/${entry}.js`);
      preload();
      return startSession({ id: 'a', selector: '#flow-widget', timeouts: { script: 50 } }).catch(
        ({ code }) => code,
      );
    }, entry);
    expect(code).toBe('wasm-load-failed');
  });

  test(`${entry}: a call goes on when the limit of an earlier one has passed, and a later one shares its core`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    await fakeWidget(page);
    await FakeBackend.at(page);
    const release = await hold(page, file);
    await page.evaluate((before) => import(`/dist/${before}.js`).then(() => {}), before);
    const code = await page.evaluate(async (entry) => {
      const { openSession } = await import(`/dist/${entry}.js`);
      const config = { id: 'a', selector: '#flow-widget', src: '/widget/flow-widget.umd.js' };
      const first = openSession({ ...config, timeouts: { script: 50 } });
      window.second = openSession(config);
      const code = await first.finished.catch(({ code }) => code);
      window.third = openSession(config);
      return code;
    }, entry);
    expect(code).toBe('wasm-load-failed');
    release();
    await expect
      .poll(() => page.evaluate('[window.second.state, window.third.state].sort().join()'))
      .toBe('active,failed');
    const refused = await page.evaluate(() =>
      [window.second, window.third]
        .find(({ state }) => state === 'failed')
        .finished.catch(({ code }) => code),
    );
    expect(refused).toBe('session-active');
  });
}
