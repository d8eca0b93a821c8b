import { expect, test } from './fixtures.mjs';

const SRC = '/widget/flow-widget.umd.js';

const links = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('link')].map(({ rel, href, nonce, crossOrigin }) => ({
      rel,
      path: new URL(href).pathname,
      nonce,
      crossOrigin,
    })),
  );

/** Counts the requests for each path. */
function count(page) {
  const seen = {};
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    seen[pathname] = (seen[pathname] ?? 0) + 1;
  });
  return seen;
}

test('fetches the script and the core once; a session uses them, and the link stays', async ({
  page,
  openPage,
}) => {
  await openPage('<div id="flow-widget"></div>');
  const seen = count(page);
  const returned = await page.evaluate(async (src) => {
    const { preload } = await import('/dist/index.js');
    return [preload({ src }), preload({ src }), preload({ src })].map((value) => typeof value);
  }, SRC);
  expect(returned).toEqual(['undefined', 'undefined', 'undefined']);
  const expected = [{ rel: 'modulepreload', path: SRC, nonce: '', crossOrigin: null }];
  expect(await links(page)).toEqual(expected);
  await expect.poll(() => [seen[SRC], seen['/dist/core-inline.js']]).toEqual([1, 1]);
  await page.evaluate(async (src) => {
    const { openSession } = await import('/dist/index.js');
    const session = openSession({
      id: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
      selector: '#flow-widget',
      src,
    });
    await session.finished.catch(() => {});
  }, SRC);
  expect([seen[SRC], seen['/dist/core-inline.js']]).toEqual([1, 1]);
  expect(await links(page)).toEqual(expected);
});

test('never throws, and retries what failed', async ({ page, openPage }) => {
  await openPage('<div id="flow-widget"></div>');
  const rejections = [];
  page.on('pageerror', (error) => rejections.push(String(error)));
  await page.route('**/core-inline.js', (route) => route.abort(), { times: 1 });
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/core-inline.js'));
  await page.evaluate(async () => {
    const { preload } = await import('/dist/index.js');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const options of [null, 7, Symbol('a'), proxy, { src: Symbol('b') }, { src: [] }]) preload(options);
  });
  await failed;
  const code = await page.evaluate(async (src) => {
    const { preload, loadWidget } = await import('/dist/index.js');
    preload({ src });
    return loadWidget({ src }).then(
      (widget) => typeof widget.startSession,
      (error) => error.code,
    );
  }, SRC);
  // Chromium may cache a failed module import; the next call then rejects.
  expect(['function', 'wasm-load-failed']).toContain(code);
  expect(rejections).toEqual([]);
});

test("uses the page's nonce", async ({ page, server }) => {
  const policy = "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'";
  await page.route('**/nonce.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': policy },
      body: `<!doctype html><title>nonce</title><div id="flow-widget"></div><script type="module" nonce="abc">
        import { preload } from '/dist/index.js';
        addEventListener('securitypolicyviolation', ({ blockedURI }) => (window.blocked = blockedURI));
        preload({ src: '${SRC}' });
        window.ready = true;
      </script>`,
    }),
  );
  const seen = count(page);
  await page.goto(`${server.url}/nonce.html`);
  await page.waitForFunction('window.ready');
  await expect.poll(() => seen[SRC]).toBe(1);
  expect((await links(page))[0].nonce).toBe('abc');
  expect(await page.evaluate('window.blocked')).toBe(undefined);
});
