// `flow-widget-loader/webview`: a page in a native app's web view, with stand-ins for the bridges of the apps.
import { expect, test, User } from './fixtures.mjs';
import { CONTAINER, FakeBackend, fakeWidget, leavesNothing, PASSED } from './verify-kit.mjs';

const IOS =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A.250105.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Version/4.0 Chrome/138.0.7204.63 Mobile Safari/537.36';

/** Scripts that add the bridge of an app; `receive` records a message. */
const BRIDGES = {
  WKWebView: 'window.webkit = { messageHandlers: { FlowWidgetHost: { postMessage: receive } } };',
  'Android WebView': 'window.FlowWidgetHost = { postMessage: receive };',
  flutter_inappwebview:
    'window.flutter_inappwebview = { callHandler: async (name, message) => receive(message, name) };',
  'React Native': 'window.ReactNativeWebView = { postMessage: receive };',
};

/** The container, and a script that records the messages to the app in `window.received`. */
const html = (bridge) => `${CONTAINER}<script>
  window.received = [];
  window.receive = (message) => void received.push(message);
  ${bridge}
</script>`;

/** Runs `verify` with a bridge; `window.bridge` is the bridge, and `window.ended` resolves to the outcome. */
const begin = (page, config) =>
  page.evaluate(async (config) => {
    const [{ verify }, { createBridge }] = await Promise.all([
      import('/dist/index.js'),
      import('/dist/webview.js'),
    ]);
    window.bridge = createBridge();
    window.ended = bridge
      .run((hooks) =>
        verify({
          selector: '#flow-widget',
          locale: 'en',
          src: '/widget/flow-widget.umd.js',
          ...config,
          ...hooks,
        }),
      )
      .then(
        ({ passed, sessionId }) => ({ passed, sessionId }),
        ({ name, code }) => ({ name, code }),
      );
  }, config);
const SANDBOX = { endpoint: '/api/flow/everyone' };
const FAKE = { endpoint: '/api/mine' };

const outcome = (page) => page.evaluate('window.ended');
/** Returns the messages to the app, parsed if they are JSON. */
const messages = async (page) =>
  (await page.evaluate('window.received')).map((message) =>
    typeof message === 'string' ? JSON.parse(message) : message,
  );
const types = async (page) => (await messages(page)).map(({ type, state }) => state ?? type);
/** Waits until the widget is running. */
const isActive = (page) => expect.poll(() => types(page)).toContain('active');
/** Expects that neither the call nor the bridge has left anything in the page. */
async function leavesNoTrace(page) {
  await leavesNothing(page);
  expect(await page.evaluate("'FlowWidgetHostCommands' in window")).toBe(false);
}

for (const [app, bridge] of Object.entries(BRIDGES)) {
  test.describe(app, () => {
    test.use({ userAgent: app === 'WKWebView' ? IOS : ANDROID });

    test('gets the states and the verdict of a verification', async ({ page, openPage, problems }) => {
      await openPage(html(bridge));
      const created = page.waitForResponse(
        (response) => response.request().method() === 'POST' && response.url().includes(SANDBOX.endpoint),
      );
      await begin(page, SANDBOX);
      expect(await page.evaluate('bridge.isConnected')).toBe(true);
      const { session_id: sessionId, token } = await (await created).json();
      await new User(page, 'en').complete();
      expect(await outcome(page)).toEqual({ passed: true, sessionId });
      expect(await types(page)).toEqual([
        ...['preparing', 'loading', 'starting', 'active', 'waiting', 'finished'],
        'verdict',
      ]);
      const received = await messages(page);
      expect(received.at(-1)).toMatchObject({
        source: 'flow-widget-loader',
        version: 1,
        sessionId,
        verdict: { sessionId, passed: true, cancelled: false, failureReasons: [] },
      });
      expect(token.length).toBeGreaterThan(20);
      expect(JSON.stringify(received)).not.toContain(token);
      await leavesNoTrace(page);
      expect(problems).toEqual([]);
    });
  });
}

for (const [name, command] of [
  ['the global function', 'FlowWidgetHostCommands.cancel()'],
  [
    'a `message` event at the document, as React Native does on Android',
    `document.dispatchEvent(new MessageEvent('message', { data: '{"target":"flow-widget-loader","type":"cancel"}' }))`,
  ],
  [
    "the window's `postMessage`",
    `window.postMessage({ target: 'flow-widget-loader', type: 'cancel' }, location.origin)`,
  ],
]) {
  test(`the app cancels with ${name}`, async ({ page, openPage, problems }) => {
    await openPage(html(BRIDGES['React Native']));
    await begin(page, SANDBOX);
    await isActive(page);
    await page.evaluate(`${command}; undefined`);
    expect(await outcome(page)).toEqual({ name: 'AbortError', code: 20 });
    expect((await types(page)).slice(-2)).toEqual(['cancelled', 'cancelled']);
    await leavesNoTrace(page);
    expect(problems).toEqual([]);
  });
}

test('the next verification can start after the app has cancelled', async ({ page, openPage }) => {
  await openPage(html(BRIDGES.WKWebView));
  await begin(page, SANDBOX);
  await isActive(page);
  expect(await page.evaluate('FlowWidgetHostCommands.cancel()')).toBe(true);
  await outcome(page);
  await page.evaluate('received.length = 0');
  await begin(page, SANDBOX);
  await new User(page, 'en').complete();
  expect((await outcome(page)).passed).toBe(true);
  expect((await types(page)).at(-1)).toBe('verdict');
});

const POST = `parent.postMessage({ target: 'flow-widget-loader', type: 'cancel' }, '*')`;
for (const [name, attributes, script] of [
  ['of another origin', 'src="https://frame.example/"', `${POST};`],
  ['of the same origin', 'src="/frame.html"', `${POST};`],
  ['with `sandbox`', 'src="/frame.html" sandbox="allow-scripts"', `${POST};`],
  [
    'that is removed at once',
    'src="/frame.html"',
    // The event then has no source.
    `const { parent } = window; ${POST}; parent.document.querySelector('iframe').remove();`,
  ],
]) {
  test(`a frame ${name} cannot cancel`, async ({ page, openPage }) => {
    const backend = await FakeBackend.at(page);
    await fakeWidget(page);
    const body = `<!doctype html><script>${script}</script>`;
    await page.route(/\/(frame\.html|frame\.example\/)$/, (route) =>
      route.fulfill({ contentType: 'text/html', body }),
    );
    await openPage(html(BRIDGES['Android WebView']));
    await begin(page, FAKE);
    await isActive(page);
    // The listener is later than the bridge's, so the bridge has handled the message when it is called.
    const origin = await page.evaluate(
      (attributes) =>
        new Promise((resolve) => {
          addEventListener('message', (event) => resolve(event.origin), true);
          document.body.insertAdjacentHTML('beforeend', `<iframe ${attributes}></iframe>`);
        }),
      attributes,
    );
    expect(origin).not.toBe('');
    expect((await types(page)).at(-1)).toBe('active');
    backend.onGet = { json: PASSED };
    await page.evaluate('finish()');
    expect((await outcome(page)).passed).toBe(true);
  });
}

test('a bridge that throws does not affect the verification', async ({ page, openPage, problems }) => {
  await openPage(html(`window.FlowWidgetHost = { postMessage() { throw new Error('bridge'); } };`));
  await begin(page, SANDBOX);
  await new User(page, 'en').complete();
  expect((await outcome(page)).passed).toBe(true);
  expect(new Set(problems)).toEqual(new Set(['Error: bridge']));
  await leavesNoTrace(page);
});

test('posts a verdict whose `detail` JSON cannot express', async ({ page, openPage, problems }) => {
  const backend = await FakeBackend.at(page);
  await fakeWidget(page);
  await openPage(html(BRIDGES.WKWebView));
  await begin(page, FAKE);
  await isActive(page);
  backend.onGet = { json: PASSED };
  await page.evaluate(`{
    const detail = { score: 1n, page: window, onDone() {}, step: 'liveness' };
    detail.self = detail;
    finish(detail);
  }`);
  expect((await outcome(page)).passed).toBe(true);
  const { verdict } = (await messages(page)).at(-1);
  expect(verdict).toMatchObject({ passed: true, detail: { step: 'liveness' } });
  expect(Object.keys(verdict.detail)).not.toContain('score');
  expect(problems).toEqual([]);
});

test('posts the error of a verification that fails', async ({ page, openPage }) => {
  await openPage(html(BRIDGES['React Native']));
  await begin(page, { ...SANDBOX, selector: '#missing' });
  expect(await outcome(page)).toMatchObject({ code: 'container-not-found' });
  expect((await messages(page)).at(-1)).toMatchObject({
    type: 'error',
    error: { code: 'container-not-found', name: 'FlowWidgetError', retryable: false },
  });
});

test('keeps the messages for a bridge that the app adds later', async ({ page, openPage }) => {
  await openPage(html(''));
  await begin(page, { ...SANDBOX, selector: '#missing' });
  await outcome(page);
  expect(await page.evaluate('bridge.isConnected')).toBe(false);
  await page.evaluate(BRIDGES['Android WebView']);
  await expect.poll(() => types(page)).toContain('error');
  expect((await types(page))[0]).toBe('preparing');
});

test('runs in a browser, where a frame with the name of the bridge gets no message', async ({
  page,
  openPage,
  problems,
}) => {
  await openPage(`${html('')}<iframe name="FlowWidgetHost" srcdoc="<script>
    addEventListener('message', ({ data }) => parent.received.push(data));
  </script>"></iframe>`);
  expect(await page.evaluate('typeof FlowWidgetHost.postMessage')).toBe('function');
  await begin(page, SANDBOX);
  await new User(page, 'en').complete();
  expect((await outcome(page)).passed).toBe(true);
  expect(await page.evaluate('bridge.isConnected')).toBe(false);
  // A message of the page to the frame arrives after all others that were posted to it.
  await page.evaluate(`FlowWidgetHost.postMessage('last', '*')`);
  await expect.poll(() => page.evaluate('received')).toEqual(['last']);
  await leavesNoTrace(page);
  expect(problems).toEqual([]);
});
