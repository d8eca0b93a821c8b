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
const checked = (page, options) =>
  page.evaluate(async (options) => (await import('/dist/index.js')).checkEnvironment(options), options);

test('finds nothing when the camera is allowed', async ({ page, server, context, problems }) => {
  await context.grantPermissions(['camera']);
  await open(page, server, { 'permissions-policy': 'camera=(self "https://remote.biometric.kz")' });
  expect(await checked(page)).toEqual({
    ok: true,
    secureContext: true,
    camera: { supported: true, permission: 'granted', policy: 'allowed', present: true },
    microphone: null,
    wasm: 'available',
    inApp: null,
    modes: { widget: true, frame: true, window: true, redirect: true },
    recommended: 'widget',
    findings: [],
  });
  expect(problems).toEqual([]);
});

test('finds `frame-blocked` when the policy allows the camera for the page only, and requests nothing', async ({
  page,
  server,
}) => {
  const requested = [];
  page.on('request', (request) => requested.push(request.url()));
  await open(page, server, { 'permissions-policy': 'camera=(self)' });
  const { ok, findings, modes } = await checked(page);
  expect(ok).toBe(true);
  expect(findings).toMatchObject([{ code: 'frame-blocked', severity: 'warning' }]);
  expect(modes).toEqual({ widget: true, frame: false, window: true, redirect: true });
  // Chromium agrees: a frame of another origin gets no camera, whatever its `allow` says.
  const other = server.url.replace('127.0.0.1', 'localhost');
  const allowed = await page.evaluate(async (src) => {
    const frame = Object.assign(document.createElement('iframe'), { src, allow: 'camera' });
    document.body.append(frame);
    return frame.featurePolicy.allowsFeature('camera');
  }, `${other}/sent.html`);
  expect(allowed).toBe(false);
  expect(requested.filter((url) => url.startsWith('https://remote.'))).toEqual([]);
});

test('without a policy, a frame of the hosted page may use both devices', async ({
  page,
  server,
  context,
}) => {
  await context.grantPermissions(['camera', 'microphone']);
  await open(page, server, {});
  const { findings, modes, microphone } = await checked(page, { microphone: true });
  expect(findings).toEqual([]);
  expect(modes.frame).toBe(true);
  expect(microphone).toEqual({ supported: true, permission: 'granted', policy: 'allowed', present: true });
});

test('finds `microphone-blocked` when the Permissions-Policy disables the microphone', async ({
  page,
  server,
}) => {
  await open(page, server, { 'permissions-policy': 'microphone=()' });
  expect((await checked(page)).findings).toEqual([]);
  const { findings, modes } = await checked(page, { microphone: true });
  expect(findings).toMatchObject([{ code: 'microphone-blocked', severity: 'error' }]);
  expect(modes).toEqual({ widget: false, frame: false, window: true, redirect: true });
});

test('probe: opens the camera and the microphone, and both are off when the check ends', async ({
  page,
  server,
  context,
}) => {
  await context.grantPermissions(['camera', 'microphone']);
  await open(page, server, {});
  const seen = await page.evaluate(async () => {
    const tracks = [];
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    const { checkEnvironment } = await import('/dist/index.js');
    const { ok } = await checkEnvironment({ microphone: true, probe: true });
    return { ok, tracks: tracks.map(({ kind, readyState }) => [kind, readyState]) };
  });
  expect(seen).toEqual({
    ok: true,
    tracks: [
      ['video', 'ended'],
      ['audio', 'ended'],
    ],
  });
});

for (const [app, device, userAgent] of [
  [
    'WebView',
    { isMobile: true, hasTouch: true },
    'Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.0.0 Mobile Safari/537.36',
  ],
  [
    'Instagram',
    { isMobile: true, hasTouch: true },
    'Mozilla/5.0 (iPhone; CPU iPhone OS 14_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 168.0.0.24.350 (iPhone13,3; iOS 14_1; ru_RU; ru-RU; scale=3.00; 1170x2532; 260712851)',
  ],
]) {
  test.describe(`on a phone, in ${app}`, () => {
    test.use({ ...device, userAgent });
    test('warns, and recommends the redirect where the page has no camera', async ({ page, server }) => {
      await open(page, server, { 'permissions-policy': 'camera=()' });
      const report = await checked(page);
      expect(report).toMatchObject({ ok: false, inApp: app, recommended: 'redirect' });
      expect(report.findings).toMatchObject([
        { code: 'camera-blocked', severity: 'error' },
        { code: 'in-app-browser', severity: 'warning' },
      ]);
    });
  });
}

test.describe('on a phone', () => {
  test.use({
    isMobile: true,
    hasTouch: true,
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Mobile Safari/537.36',
  });
  test('recommends the redirect before the window', async ({ page, server }) => {
    await open(page, server, { 'permissions-policy': 'camera=()' });
    expect(await checked(page)).toMatchObject({ inApp: null, recommended: 'redirect' });
  });
});

test('finds `camera-blocked` when the Permissions-Policy disables the camera', async ({ page, server }) => {
  await open(page, server, { 'permissions-policy': 'camera=()' });
  const { findings, camera, modes, recommended } = await checked(page);
  expect(camera.policy).toBe('blocked');
  expect(modes).toEqual({ widget: false, frame: false, window: true, redirect: true });
  expect(recommended).toBe('window');
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
  const { findings, modes } = await checked(page.frames()[1]);
  expect(findings).toMatchObject([
    { code: 'camera-blocked', message: expect.stringContaining('<iframe allow="camera">') },
  ]);
  expect(modes).toEqual({ widget: false, frame: false, window: true, redirect: false });
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
