import { expect, test } from './fixtures.mjs';

/** Opens a page with these response headers. */
async function open(page, server, headers) {
  await page.route('**/sent.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers,
      body: '<!doctype html><html lang="en"><title>sent</title><div id="flow-widget"></div>',
    }),
  );
  await page.goto(`${server.url}/sent.html`);
}
/** Returns the result of `checkEnvironment` in the page. */
const checked = (page) => page.evaluate(async () => (await import('/dist/index.js')).checkEnvironment());

test('finds nothing when the camera is allowed', async ({ page, server, context, problems }) => {
  await context.grantPermissions(['camera']);
  await open(page, server, { 'permissions-policy': 'camera=(self)' });
  expect(await checked(page)).toEqual({
    ok: true,
    secureContext: true,
    camera: { supported: true, permission: 'granted', policy: 'allowed', present: true },
    wasm: 'available',
    findings: [],
  });
  expect(problems).toEqual([]);
});

test('finds `camera-blocked` when the Permissions-Policy disables the camera', async ({ page, server }) => {
  await open(page, server, { 'permissions-policy': 'camera=()' });
  const { findings, camera } = await checked(page);
  expect(camera.policy).toBe('blocked');
  expect(findings).toMatchObject([
    { code: 'camera-blocked', message: expect.stringContaining('`Permissions-Policy: camera=(self)`') },
  ]);
});

test('finds `camera-blocked` in a cross-origin frame without `allow`', async ({ page, server }) => {
  const other = server.url.replace('127.0.0.1', 'localhost');
  await page.route('**/inner.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>inner</title>' }),
  );
  await page.route('**/outer.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>outer</title><iframe src="${server.url}/inner.html"></iframe>`,
    }),
  );
  await page.goto(`${other}/outer.html`);
  const { findings } = await checked(page.frames()[1]);
  expect(findings).toMatchObject([
    { code: 'camera-blocked', message: expect.stringContaining('<iframe allow="camera">') },
  ]);
  expect(findings[0].message).toContain(`camera=(self "${server.url}")`);
});

test('finds `wasm-blocked` when the CSP lacks wasm-unsafe-eval', async ({ page, server, context }) => {
  await context.grantPermissions(['camera']);
  await open(page, server, { 'content-security-policy': "script-src 'self'" });
  const { findings, wasm } = await checked(page);
  expect(wasm).toBe('blocked');
  expect(findings).toMatchObject([
    { code: 'wasm-blocked', message: expect.stringContaining("'wasm-unsafe-eval'") },
  ]);
});

test('finds `camera-denied` when the user has blocked the camera', async ({ page, server, context }) => {
  // Playwright denies every permission that is not in the list.
  await context.grantPermissions(['geolocation']);
  await open(page, server, {});
  const { findings, camera } = await checked(page);
  expect(camera.permission).toBe('denied');
  expect(findings).toMatchObject([{ code: 'camera-denied' }]);
});

const BLOCKED = { 'permissions-policy': 'camera=()' };

test('preflight: a finding ends a session before its id is requested or its dialog is shown', async ({
  page,
  server,
}) => {
  await open(page, server, BLOCKED);
  const seen = await page.evaluate(async () => {
    const { openSession, FlowWidgetError } = await import('/dist/index.js');
    let asked = false;
    let shown = false;
    new MutationObserver(() => {
      shown ||= document.querySelector('dialog') !== null;
    }).observe(document.body, { childList: true });
    const session = openSession({
      id: () => {
        asked = true;
        return 'a';
      },
      preflight: true,
      src: '/widget/flow-widget.umd.js',
    });
    const error = await session.finished.catch((error) => error);
    const { code, message, findings } = error;
    return {
      isFlowWidgetError: error instanceof FlowWidgetError,
      code,
      message,
      findings,
      asked,
      shown,
      state: session.state,
    };
  });
  expect(seen).toMatchObject({
    isFlowWidgetError: true,
    code: 'unsupported-environment',
    findings: [{ code: 'camera-blocked' }],
    asked: false,
    shown: false,
    state: 'failed',
  });
  expect(seen.message).toContain(seen.findings[0].message);
});

test('preflight: after a finding, verify creates no session at the backend', async ({ page, server }) => {
  await open(page, server, BLOCKED);
  let posted = 0;
  await page.route('**/api/flow/everyone', (route) => {
    posted += 1;
    return route.continue();
  });
  const verify = (preflight) =>
    page.evaluate(async (preflight) => {
      const { verify } = await import('/dist/index.js');
      return verify({
        endpoint: '/api/flow/everyone',
        selector: '#flow-widget',
        src: '/nowhere.js',
        retries: 0,
        preflight,
      }).catch(({ code, findings }) => [code, findings?.length]);
    }, preflight);
  expect(await verify(true)).toEqual(['unsupported-environment', 1]);
  expect(posted).toBe(0);
  expect(await verify(false)).toEqual(['script-load-failed', undefined]);
  expect(posted).toBe(1);
});

test('preflight: rejects with `unsupported-environment`, not `wasm-load-failed`, when the CSP blocks WebAssembly', async ({
  page,
  server,
  context,
}) => {
  await context.grantPermissions(['camera']);
  await open(page, server, { 'content-security-policy': "script-src 'self'" });
  const start = (preflight) =>
    page.evaluate(async (preflight) => {
      const { startSession } = await import('/dist/index.js');
      return startSession({ id: 'a', selector: '#flow-widget', preflight }).catch(({ code }) => code);
    }, preflight);
  expect(await start(true)).toBe('unsupported-environment');
  expect(await start(false)).toBe('wasm-load-failed');
});
