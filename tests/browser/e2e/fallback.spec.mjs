// `verify` with `fallback`: the same session continues on the hosted page.
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

const SCRIPT = '**/widget/flow-widget.umd.js';
const fallback = (mode, more) => ({
  ...hosted('widget', { src: '/widget/flow-widget.umd.js' }),
  retries: 0,
  fallback: mode,
  ...more,
});

const FAILURES = [
  ['is answered with 404', (page) => page.route(SCRIPT, (route) => route.fulfill({ status: 404 }))],
  ['cannot be reached', (page) => page.route(SCRIPT, (route) => route.abort())],
  ['never arrives', (page) => page.route(SCRIPT, () => {}), { timeouts: { script: 4_000 } }],
  [
    'sets no global',
    (page) => page.route(SCRIPT, (route) => route.fulfill({ contentType: 'text/javascript', body: '' })),
  ],
  ['has another hash', undefined, { integrity: `sha384-${'A'.repeat(64)}` }],
];

for (const [name, prepare, more] of FAILURES)
  test(`continues in the frame if the script ${name}`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    const urls = await serveHosted(page);
    const backend = await FakeBackend.at(page);
    await prepare?.(page);
    await begin(page, fallback('frame', more));
    await reach(page, 'active');
    expect(urls).toEqual([`${HOSTED}/flow/s-1?locale=en`]);
    const reached = await states(page);
    expect(reached.indexOf('hosted')).toBeGreaterThan(0);
    expect(reached.at(-1)).toBe('active');
    expect(reached).not.toContain('failed');
    backend.onGet = { json: PASSED };
    await page.evaluate('dispatchEvent(new Event("pageshow"))');
    expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
    expect(backend.count('POST')).toBe(1);
    await leavesNothing(page);
  });

test('continues in the frame if a policy blocks WebAssembly and the script', async ({ page, server }) => {
  await page.route(`${server.url}/strict.html`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: {
        'content-security-policy': `default-src 'none'; script-src ${server.url}/dist/ 'unsafe-eval'; connect-src 'self'; frame-src ${HOSTED}`,
      },
      body: `<!doctype html>${CONTAINER}`,
    }),
  );
  await page.goto(`${server.url}/strict.html`);
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, fallback('frame'));
  await reach(page, 'active');
  expect(urls).toHaveLength(1);
  expect(backend.count('POST')).toBe(1);
  await page.evaluate("window.control.abort('seen')");
  await outcome(page);
  await leavesNothing(page);
});

test('continues in the frame if there is no WebAssembly', async ({ page, openPage }) => {
  await page.addInitScript(() => {
    delete window.WebAssembly;
  });
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, fallback('frame'));
  await reach(page, 'active');
  expect(urls).toHaveLength(1);
  expect(backend.count('POST')).toBe(1);
});

test('continues in the frame if the chunk of the core cannot be loaded', async ({ page, openPage }) => {
  await page.route('**/dist/core-inline.js*', (route) => route.fulfill({ status: 503 }));
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, fallback('frame'));
  await reach(page, 'active');
  expect(backend.count('POST')).toBe(1);
});

test('continues in the dialog', async ({ page, openPage }) => {
  await page.route(SCRIPT, (route) => route.fulfill({ status: 404 }));
  await openPage('');
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, fallback('frame', { dialog: {} }));
  await reach(page, 'active');
  await expect(page.getByRole('dialog').locator('iframe')).toBeVisible();
});

test('`window` shows a link, because there is no gesture of the user any more', async ({
  page,
  openPage,
}) => {
  await page.route(SCRIPT, (route) => route.fulfill({ status: 404 }));
  await openPage(CONTAINER);
  await serveHosted(page);
  await FakeBackend.at(page);
  await page.evaluate(() => {
    window.open = () => null;
  });
  await begin(page, fallback('window'));
  await reach(page, 'active');
  await expect(page.getByRole('link', { name: 'Open the verification' })).toBeVisible();
});

test('`redirect` leaves the page with the same session', async ({ page, openPage }) => {
  await page.route(SCRIPT, (route) => route.fulfill({ status: 404 }));
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, fallback('redirect')).catch(() => {});
  await page.waitForURL(`${HOSTED}/flow/s-1?locale=en`);
  expect(backend.count('POST')).toBe(1);
});

test('`redirect` continues on the hosted page, even if the script can be loaded later', async ({
  page,
  openPage,
}) => {
  await page.route(SCRIPT, (route) => route.fulfill({ status: 404 }));
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, fallback('redirect')).catch(() => {});
  await page.waitForURL(`${HOSTED}/flow/s-1?locale=en`);
  await page.unroute(SCRIPT);
  await page.goBack();
  await begin(page, fallback('redirect'));
  await reach(page, 'active');
  await expect(page.getByRole('link', { name: 'Open the verification' })).toBeVisible();
  backend.onGet = { json: PASSED };
  await page.evaluate('dispatchEvent(new Event("pageshow"))');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('POST')).toBe(1);
});

test('rejects if the fallback fails as well; `cause` is the first error', async ({ page, openPage }) => {
  await page.route(SCRIPT, (route) => route.fulfill({ status: 404 }));
  await openPage(`<meta http-equiv="Content-Security-Policy" content="frame-src 'none'">${CONTAINER}`);
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, fallback('frame'));
  const error = await outcome(page);
  expect(error.code).toBe('script-blocked');
  expect(error.message).toContain('frame-src');
  expect(error.cause).toContain('flow-widget.umd.js');
  expect((await states(page)).slice(-2)).toEqual(['starting', 'failed']);
  await leavesNothing(page);
});

test('is not used after other errors', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  backend.onPost = { status: 403, json: {} };
  await begin(page, fallback('frame'));
  expect(await outcome(page)).toMatchObject({ code: 'http', status: 403 });
  expect(urls).toEqual([]);
  expect(await states(page)).not.toContain('hosted');
});

test('is not used if the widget works', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  await begin(page, fallback('frame', { endpoint: '/api/flow/everyone' }));
  await reach(page, 'active');
  await expect(page.getByRole('region')).toBeVisible();
  expect(urls).toEqual([]);
});

/** Opens a page with a policy that blocks the camera. */
async function openWithoutCamera(page, server) {
  const url = `${server.url}/no-camera.html`;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'permissions-policy': 'camera=()' },
      body: `<!doctype html>${CONTAINER}`,
    }),
  );
  await page.goto(url);
}

test('a finding of `preflight` that the hosted page solves selects the fallback', async ({
  page,
  server,
}) => {
  await openWithoutCamera(page, server);
  const urls = await serveHosted(page);
  const backend = await FakeBackend.at(page);
  const popup = page.waitForEvent('popup');
  await begin(page, fallback('window', { preflight: true }));
  await (await popup).waitForURL(`${HOSTED}/flow/s-1?locale=en`);
  await reach(page, 'active');
  expect(await states(page)).toEqual(['preparing', 'hosted', 'loading', 'starting', 'active']);
  backend.onGet = { json: PASSED };
  await page.evaluate('dispatchEvent(new Event("pageshow"))');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('POST')).toBe(1);
  expect(urls).toHaveLength(1);
});

test('a finding of `preflight` that the fallback does not solve rejects', async ({ page, server }) => {
  await openWithoutCamera(page, server);
  const backend = await FakeBackend.at(page);
  await begin(page, fallback('frame', { preflight: true }));
  const error = await outcome(page);
  expect(error.code).toBe('unsupported-environment');
  expect(error.message).toContain('Permissions-Policy');
  expect(backend.requests).toEqual([]);
});

test('`preflight` checks the given mode', async ({ page, server }) => {
  await openWithoutCamera(page, server);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, { ...hosted('window'), preflight: true });
  await reach(page, 'active');
  expect(backend.count('POST')).toBe(1);
  await page.evaluate('window.control.abort("seen")');
  await outcome(page);
  await begin(page, { ...hosted('frame'), preflight: true });
  expect(await outcome(page)).toMatchObject({ code: 'unsupported-environment' });
  expect(backend.count('POST')).toBe(1);
});

test('an invalid mode is reported with `preflight`', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await begin(page, { mode: 'popup', preflight: true });
  expect(await outcome(page)).toMatchObject({ code: 'invalid-config' });
});
