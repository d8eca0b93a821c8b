// A call of `verify` that is refused creates no session.
import { expect, test } from './fixtures.mjs';
import { begin, CONTAINER, FakeBackend, fakeWidget, leavesNothing, outcome } from './verify-kit.mjs';

const INVALID = [
  ['endpoint', '{ endpoint: undefined }'],
  ['endpoint', '{ endpoint: "http://[" }'],
  ['endpoint', '{ endpoint: "https://a:b@c.example/" }'],
  ['endpoint', '{ endpoint: "javascript:alert(1)" }'],
  ['endpoint', '{ backend: { createSession() {}, getVerdict() {} }, endpoint: "/api/mine" }'],
  ['backend', '{ backend: { createSession() {} } }'],
  ['headers', '{ headers: "x-tenant: 7" }'],
  ['headers', '{ headers: { "a b": "c" } }'],
  ['credentials', '{ credentials: "all" }'],
  ['metadata', '{ metadata: { a: 1n } }'],
  ['watch', '{ watch: "yes" }'],
  ['resume', '{ resume: 1 }'],
  ['resume', '{ resume: true, backend: { createSession() {}, getVerdict() {} } }'],
  ['onState', '{ onState: "log" }'],
  ['timeouts.result', '{ timeouts: { result: -1 } }'],
  ['timeouts.script', '{ timeouts: { script: "1" } }'],
  ['locale', '{ locale: 7 }'],
  ['conflict', '{ conflict: "both" }'],
  ['retries', '{ retries: -1 }'],
  ['src', '{ src: 5 }'],
  ['type', '{ type: "script" }'],
  ['selector', '{ selector: "[" }'],
  ['container', '{ selector: undefined, container: "x" }'],
  ['signal', '{ signal: {} }'],
  ['dialog', '{ selector: undefined, dialog: "big" }'],
  ['dialog.title', '{ selector: undefined, dialog: { title: " " } }'],
  ['dialog.closeLabel', '{ selector: undefined, dialog: { closeLabel: 5 } }'],
  ['dialog.loadingText', '{ selector: undefined, dialog: { loadingText: "" } }'],
  ['dialog.waitingText', '{ selector: undefined, dialog: { waitingText: {} } }'],
  ['dialog.size', '{ selector: undefined, dialog: { size: "large" } }'],
];

test('rejects an invalid field with `invalid-config`, names it, and creates no session', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  for (const [field, extra] of INVALID) {
    await begin(page, {}, extra);
    const seen = await outcome(page);
    expect([seen.code, seen.message], extra).toEqual([
      'invalid-config',
      expect.stringMatching(new RegExp(`\`${field.replace('.', '\\.')}\``)),
    ]);
    await leavesNothing(page);
  }
  expect(backend.requests).toEqual([]);
});

test('creates no session for twenty refused calls', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  for (let count = 0; count < 5; count++) {
    await begin(page, { selector: '#missing' });
    expect(await outcome(page)).toMatchObject({ code: 'container-not-found' });
    await begin(page, { locale: 5 });
    expect(await outcome(page)).toMatchObject({ code: 'invalid-config' });
  }
  expect(backend.requests).toEqual([]);

  await begin(page, {});
  await expect(page.locator('#drawn')).toBeVisible();
  const first = await page.evaluateHandle('[window.ended]');
  for (let count = 0; count < 9; count++) {
    await begin(page, {});
    expect(await outcome(page)).toMatchObject({ code: 'session-active' });
  }
  await begin(page, { selector: undefined, dialog: {} });
  expect(await outcome(page)).toMatchObject({ code: 'session-active' });
  // The one POST is that of the running session.
  expect(backend.count('POST')).toBe(1);
  await expect(page.locator('#drawn')).toBeVisible();
  await page.evaluate("window.finish({ session_id: 's-1' })");
  backend.onGet = { json: { session_id: 's-1', status: 'FINISHED', passed: true } };
  expect(await first.evaluate(([ended]) => ended)).toMatchObject({ verdict: { passed: true } });
});

test('creates no session if `src` has a scheme that no script can have', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  const backend = await FakeBackend.at(page);
  for (const src of [
    'javascript:1',
    'ftp://user:secret@files.example/w.js',
    ['/w.js', 'mailto:a@b.example'],
  ]) {
    await begin(page, { src });
    const { code, message } = await outcome(page);
    expect([src, code]).toEqual([src, 'invalid-config']);
    expect(message).toMatch(/`src` must be/);
    expect(message).not.toContain('secret');
  }
  expect(backend.requests).toEqual([]);
});

test('creates no session if the dialog is not supported or the preflight check has findings', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  await page.evaluate('delete HTMLDialogElement.prototype.showModal');
  await begin(page, { selector: undefined, dialog: {} });
  expect(await outcome(page)).toMatchObject({ code: 'unsupported-environment' });
  await page.evaluate('delete Navigator.prototype.mediaDevices');
  await begin(page, { preflight: true });
  expect(await outcome(page)).toMatchObject({ code: 'unsupported-environment' });
  expect(backend.requests).toEqual([]);
});

test('resolves the endpoint and the script when it is called, and ignores later changes of the page and of the config', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  await FakeBackend.at(page, '**/deep/**');
  backend.onGet = { json: { session_id: 's-1', status: 'FINISHED', passed: true } };
  await page.evaluate(() => {
    // Runs before `begin`'s call of `verify` has loaded anything.
    window.afterCall = () => {
      history.pushState(null, '', '/deep/er/page.html');
      window.options.endpoint = '/other';
      window.options.src = '/other.js';
      window.options.headers['x-tenant'] = '8';
      window.options.metadata.a = 2;
      window.options.backend = {};
    };
  });
  await page.evaluate(async () => {
    const { verify } = await import('/dist/index.js');
    window.options = {
      endpoint: 'api/mine',
      selector: '#flow-widget',
      locale: 'en',
      src: 'widget/flow-widget.umd.js',
      headers: { 'x-tenant': '7' },
      metadata: { a: 1 },
    };
    window.ended = verify(window.options);
    window.afterCall();
  });
  await expect(page.locator('#drawn')).toBeVisible();
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({ passed: true });
  expect(backend.requests.map(({ method, pathname }) => [method, pathname])).toEqual([
    ['POST', '/api/mine'],
    ['GET', '/api/mine/s-1'],
  ]);
});

test('a polluted `Object.prototype` chooses neither the endpoint nor the headers', async ({
  page,
  openPage,
}) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  const evil = await FakeBackend.at(page, '**/evil{,/*}');
  backend.onGet = { json: { session_id: 's-1', status: 'FINISHED', passed: true } };
  await page.evaluate(() => {
    Object.assign(Object.prototype, {
      endpoint: '/evil',
      backend: { createSession: () => ({ session_id: 'evil' }), getVerdict: () => ({ passed: true }) },
      headers: { 'x-evil': '1' },
      token: 'evil',
      resume: true,
      body: 'evil',
      credentials: 'include',
      referrer: '/evil-referrer',
    });
  });
  const clean = () =>
    page.evaluate(() => {
      for (const name of Object.keys(Object.prototype)) delete Object.prototype[name];
    });
  const run = (endpoint) =>
    page.evaluate(async (endpoint) => {
      const { verify } = await import('/dist/index.js');
      const options = { selector: '#flow-widget', locale: 'en', src: '/widget/flow-widget.umd.js' };
      Object.setPrototypeOf(options, Object.prototype);
      if (endpoint) Object.defineProperty(options, 'endpoint', { value: endpoint, enumerable: true });
      window.ended = verify(options).catch(({ code, message }) => ({ code, message }));
    }, endpoint);
  await run(undefined);
  expect(await outcome(page)).toMatchObject({
    code: 'invalid-config',
    message: expect.stringMatching(/`endpoint`/),
  });
  await run('/api/mine');
  await expect(page.locator('#drawn')).toBeVisible();
  await page.evaluate('window.finish()');
  const verdict = await outcome(page);
  await clean();
  expect(verdict).toMatchObject({ passed: true });
  expect(evil.requests).toEqual([]);
  expect(backend.requests).toMatchObject([{ method: 'POST' }, { method: 'GET' }]);
  for (const { headers } of backend.requests) {
    expect(headers).not.toHaveProperty('x-evil');
    expect(headers.referer).not.toContain('evil');
  }
  expect(backend.requests[1].headers['x-flow-token']).toBe('token-1');
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
});
