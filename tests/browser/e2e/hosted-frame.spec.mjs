// `verify` with the service's hosted page in a frame.
import { expect, test } from './fixtures.mjs';
import { countWidgetRequests, frameOf, HOSTED, hosted, serveHosted } from './hosted-kit.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  fakeWidget,
  leavesNothing,
  never,
  outcome,
  PASSED,
  PENDING,
  reach,
  states,
} from './verify-kit.mjs';

test('shows the hosted page in the container until the verdict is final', async ({ page, openPage }) => {
  await page.clock.install();
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  const requests = countWidgetRequests(page);
  const warnings = [];
  page.on('console', (message) => warnings.push(message.text()));
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame', { locale: 'kk' }));
  await reach(page, 'active');
  expect(urls).toEqual([`${HOSTED}/flow/s-1?locale=kz`]);
  const frame = page.locator('#flow-widget > iframe');
  await expect(frame).toHaveAttribute('allow', 'camera; microphone; fullscreen');
  await expect(frame).toHaveAttribute('title', 'Жеке басты растау');
  await expect(frame).toBeFocused();
  // The container has no height of its own.
  expect((await frame.boundingBox()).height).toBeGreaterThan(600);
  backend.onGet = { json: PASSED };
  await page.clock.fastForward(10_000);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true, sessionId: 's-1' } });
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active', 'finished']);
  expect(backend.count('POST')).toBe(1);
  expect(requests).toEqual([]);
  expect(warnings).toEqual([]);
  await leavesNothing(page);
});

test("shows the service's hosted page by default", async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = [];
  await page.route('https://remote.biometric.kz/**', (route) => {
    urls.push(route.request().url());
    return route.fulfill({ contentType: 'text/html', body: '<h1>Hosted page</h1>' });
  });
  await FakeBackend.at(page);
  await begin(page, { mode: 'frame', src: undefined });
  await reach(page, 'active');
  expect(urls).toEqual(['https://remote.biometric.kz/flow/s-1?locale=en']);
});

test('fills a container that has a height', async ({ page, openPage }) => {
  await openPage('<div id="flow-widget" style="height: 500px"></div>');
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  expect((await page.locator('iframe').boundingBox()).height).toBe(500);
});

test('fills the dialog, which shows its loading status until the frame has loaded', async ({
  page,
  openPage,
}) => {
  await openPage('<button id="open">Verify</button>');
  let respond;
  await serveHosted(page, async (route) => {
    await new Promise((resolve) => {
      respond = resolve;
    });
    await route.fulfill({ contentType: 'text/html', body: '<h1>Hosted page</h1>' });
  });
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame', { dialog: {} }));
  await reach(page, 'starting');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status')).toHaveText('Loading…');
  await expect.poll(() => respond).toBeTruthy();
  respond();
  await reach(page, 'active');
  await expect(dialog.getByRole('status')).toHaveCount(0);
  const [inner, outer] = await Promise.all([dialog.locator('iframe').boundingBox(), dialog.boundingBox()]);
  expect(inner.width).toBeGreaterThan(outer.width - 8);
  expect(inner.height).toBeGreaterThan(outer.height - 70);
  backend.onGet = { json: PASSED };
  await page.evaluate('dispatchEvent(new Event("pageshow"))');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  await leavesNothing(page);
});

test('asks for the verdict at a message of the frame, whose content is ignored', async ({
  page,
  openPage,
}) => {
  await page.clock.install();
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  const frame = await frameOf(page);
  // From here on, only this test advances the page's clock: a busy machine takes longer than the pause below.
  await page.clock.pauseAt((await page.evaluate('Date.now()')) + 1_000);
  await page.evaluate("globalThis.messages = 0; addEventListener('message', () => messages++)");
  await frame.evaluate('notify({ passed: true, status: "FINISHED", session_id: "s-1" })');
  await page.waitForFunction('messages === 1');
  await page.clock.runFor(1);
  await expect.poll(() => backend.count('GET')).toBe(1);
  expect((await states(page)).at(-1)).toBe('active');
  // Many messages cause one request, 3 s after the last one.
  for (let count = 0; count < 20; count++) await frame.evaluate('notify()');
  await page.waitForFunction('messages === 21');
  await page.clock.fastForward(2_900);
  expect(backend.count('GET')).toBe(1);
  backend.onGet = { json: PASSED };
  await page.clock.resume();
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect(backend.count('GET')).toBe(2);
});

test('ignores messages of the page itself and of other frames', async ({ page, openPage }) => {
  await page.clock.install();
  await openPage(`${CONTAINER}<iframe id="other" srcdoc="other"></iframe>`);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  await page.evaluate(() => {
    window.postMessage('end', '*');
    document.querySelector('#other').contentWindow.eval('parent.postMessage("end", "*")');
  });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', resolve, { once: true });
        postMessage('last', '*');
      }),
  );
  await page.clock.fastForward(1_000);
  expect(backend.count('GET')).toBe(0);
});

test('the verdict arrives although a part of the hosted page never loads', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page, (route) =>
    route.request().url().endsWith('/never.png')
      ? never()
      : route.fulfill({ contentType: 'text/html', body: '<h1>Hosted page</h1><img src="/never.png">' }),
  );
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  backend.onGet = { json: PASSED };
  await page.evaluate('dispatchEvent(new Event("pageshow"))');
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('asks again for a message that arrives during a request, and after the container was moved', async ({
  page,
  openPage,
}) => {
  await openPage(`${CONTAINER}<section></section>`);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  await page.evaluate(() => document.querySelector('section').append(document.querySelector('#flow-widget')));
  const frame = await frameOf(page);
  let respond;
  backend.onGet = async (route) => {
    await new Promise((resolve) => {
      respond = resolve;
    });
    await route.fulfill({ json: PENDING });
  };
  await frame.evaluate('notify()');
  await expect.poll(() => respond).toBeTruthy();
  await page.clock.install();
  await frame.evaluate('notify()');
  await page.clock.runFor(3_000);
  backend.onGet = { json: PASSED };
  respond();
  await expect.poll(() => backend.open).toBe(0);
  await page.clock.runFor(1_500);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});

test('rejects with `container-not-found` when the frame is removed', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  await page.evaluate("document.querySelector('#flow-widget').replaceChildren()");
  expect(await outcome(page)).toMatchObject({ code: 'container-not-found' });
});

for (const mode of ['frame', 'redirect'])
  test(`an abort in \`onState\` when the session exists opens nothing: ${mode}`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    const urls = await serveHosted(page);
    await FakeBackend.at(page);
    await begin(
      page,
      hosted(mode, { resume: true }),
      "{ onState: (state) => state === 'starting' && window.control.abort('enough') }",
    );
    expect(await outcome(page)).toEqual({ reason: 'enough', message: 'enough' });
    expect(urls).toEqual([]);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await leavesNothing(page);
  });

test('a polluted `Object.prototype` does not choose the mode', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const urls = await serveHosted(page);
  await fakeWidget(page);
  await FakeBackend.at(page);
  await page.evaluate((url) => {
    Object.prototype.mode = 'frame';
    Object.prototype.hostedUrl = url;
  }, `${HOSTED}/flow/`);
  await begin(page);
  await reach(page, 'active');
  expect(await page.evaluate('window.widgets')).toEqual(['s-1']);
  expect(urls).toEqual([]);
});

test('rejects with `script-blocked` if the policy of the page blocks the frame', async ({
  page,
  openPage,
}) => {
  await openPage(`<meta http-equiv="Content-Security-Policy" content="frame-src 'self'">${CONTAINER}`);
  const urls = await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  const { code, message } = await outcome(page);
  expect(code).toBe('script-blocked');
  expect(message).toContain(`Add ${HOSTED} to its frame-src.`);
  expect(urls).toEqual([]);
  await leavesNothing(page);
});

test('rejects with `script-timeout` if the frame does not load in time', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page, never);
  await FakeBackend.at(page);
  // Also the limit of the package's chunks, which take a while on a busy machine.
  await begin(page, hosted('frame', { timeouts: { script: 3_000 } }));
  expect(await outcome(page)).toMatchObject({ code: 'script-timeout', retryable: true });
  await leavesNothing(page);
});

test('rejects with `finish-timeout` after `timeouts.finish`', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, hosted('frame', { timeouts: { finish: 300 } }));
  expect(await outcome(page)).toMatchObject({ code: 'finish-timeout', retryable: true });
  await leavesNothing(page);
});

test('rejects with `session-timeout` if the session id does not arrive in time', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  const backend = await FakeBackend.at(page);
  backend.onPost = never;
  await begin(page, hosted('frame', { timeouts: { session: 200 } }));
  expect(await outcome(page)).toMatchObject({ code: 'session-timeout', retryable: true });
  await leavesNothing(page);
});

for (const [name, thrown, expected] of [
  ['an error', 'new TypeError("mine")', { code: 'session-source-failed', cause: 'mine' }],
  ['a string', '"mine"', { code: 'session-source-failed', cause: 'mine' }],
])
  test(`rejects with \`session-source-failed\` if the page's function throws ${name}`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    await begin(
      page,
      hosted('frame'),
      `{ backend: { createSession() { throw ${thrown}; }, getVerdict() {} } }`,
    );
    expect(await outcome(page)).toMatchObject(expected);
    await leavesNothing(page);
  });

test('rejects with `container-not-found` when the container is removed', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  await page.evaluate("document.querySelector('#flow-widget').remove()");
  expect(await outcome(page)).toMatchObject({ code: 'container-not-found' });
});

test('a cancellation removes the frame', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await serveHosted(page);
  await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  await reach(page, 'active');
  await page.evaluate("window.control.abort('enough')");
  expect(await outcome(page)).toEqual({ reason: 'enough', message: 'enough' });
  await leavesNothing(page);
});

for (const [name, config, extra, message] of [
  [
    'mode',
    { mode: 'popup' },
    '{}',
    '`mode` must be one of "widget", "frame", "window", "redirect"; got popup.',
  ],
  [
    'fallback',
    { fallback: 'widget' },
    '{}',
    '`fallback` must be one of "frame", "window", "redirect"; got widget.',
  ],
  ['hostedUrl', hosted('frame', { hostedUrl: 'ftp://x' }), '{}', '`hostedUrl` must be'],
  [
    'hostedUrl with a password',
    hosted('frame', { hostedUrl: 'https://u:p@x/' }),
    '{}',
    'got a URL with credentials.',
  ],
  ['locale', hosted('frame', { locale: 7 }), '{}', '`locale` must be a string; got 7.'],
  [
    'conflict',
    hosted('frame', { conflict: 'no' }),
    '{}',
    '`conflict` must be "reject" or "replace"; got no.',
  ],
  ['timeouts', hosted('frame', { timeouts: { finish: -1 } }), '{}', '`timeouts.finish` must be milliseconds'],
  ['selector', hosted('frame', { selector: '<' }), '{}', '"<" is not a valid CSS selector.'],
  [
    'container',
    hosted('frame'),
    '{ container: 7 }',
    '`container` must be an HTML element of this page; got 7.',
  ],
  [
    'redirect with a backend',
    { mode: 'redirect' },
    '{ backend: { createSession() {}, getVerdict() {} } }',
    '`endpoint` must be set if',
  ],
])
  test(`rejects an invalid option before a session is created: ${name}`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    const backend = await FakeBackend.at(page);
    await begin(page, config, extra);
    const { code, message: actual } = await outcome(page);
    expect(code).toBe('invalid-config');
    expect(actual).toContain(message);
    expect(backend.requests).toEqual([]);
  });

test('rejects with `container-not-found` before a session is created', async ({ page, openPage }) => {
  await openPage('');
  const backend = await FakeBackend.at(page);
  await begin(page, hosted('frame'));
  expect(await outcome(page)).toMatchObject({ code: 'container-not-found' });
  expect(backend.requests).toEqual([]);
});
