import { createServer } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { sandboxFlows } from '../../../dist/sandbox.js';
import { createFlowHandler } from '../../../dist/server.js';
import { expect, test, User } from './fixtures.mjs';

const CONTAINER = '<div id="flow-widget"></div>';

/** Calls `verify` in the page; `window.run` has its states, and `window.ended` resolves to its outcome. */
async function begin(page, config) {
  await page.evaluate(async (config) => {
    const { verify } = await import('/dist/index.js');
    window.control = new AbortController();
    window.run = { states: [] };
    window.ended = verify({
      selector: '#flow-widget',
      locale: 'en',
      src: '/widget/flow-widget.umd.js',
      signal: window.control.signal,
      onState: (state) => window.run.states.push(state),
      ...config,
    }).then(
      (verdict) => ({ verdict }),
      (error) => ({
        code: error?.code,
        status: error?.status,
        message: error?.message ?? String(error),
        retryable: error?.retryable,
        reason: typeof error === 'string' ? error : undefined,
      }),
    );
  }, config);
}

const outcome = (page) => page.evaluate('window.ended');
const states = (page) => page.evaluate('window.run.states');

/** Fails the flow in its first step, with the value `failure` of the sandbox's panel. */
async function fail(page, failure) {
  const user = new User(page, 'en');
  await user.begin();
  await user.sees('liveness');
  await user.widget.getByText(user.names.panel, { exact: true }).click();
  await user.widget.getByLabel(user.names.outcome, { exact: true }).selectOption(failure);
  await user.click(user.names.apply);
  await user.sees('failed');
  await user.click(user.names.close);
}

test("resolves with the backend's verdict, and the page never gets an API key", async ({
  page,
  openPage,
}) => {
  const received = [];
  page.on('response', async (response) => {
    const body = await response.text().catch(() => '');
    received.push(`${response.url()} ${JSON.stringify(response.headers())} ${body}`);
  });
  await openPage(CONTAINER);
  await begin(page, { endpoint: '/api/flow/everyone' });
  await new User(page, 'en').complete();
  const { verdict } = await outcome(page);
  expect(verdict).toMatchObject({ status: 'FINISHED', passed: true, failureReasons: [] });
  expect(verdict.detail.session_id).toBe(verdict.sessionId);
  expect(await states(page)).toEqual(['preparing', 'loading', 'starting', 'active', 'waiting', 'finished']);
  expect(received.length).toBeGreaterThan(5);
  for (const { key } of sandboxFlows) {
    // The sandbox's bundle, which contains the test keys, is not loaded by the page.
    expect(received.filter((text) => text.includes(key))).toEqual([]);
  }
});

test('returns the reasons why a user did not pass', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await begin(page, { endpoint: '/api/flow/everyone' });
  await fail(page, 'NO_CAM');
  const { verdict } = await outcome(page);
  expect(verdict.passed).toBe(false);
  expect(verdict.failureReasons[0]).toMatchObject({ type: 'NO_CAM' });
});

test('starts downloading the script while the core is still loading', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  let respond;
  await page.route('**/dist/core-inline.js', (route) => {
    respond = () => route.continue();
  });
  const requested = page.waitForRequest('**/widget/flow-widget.umd.js');
  await begin(page, { endpoint: '/api/flow/everyone' });
  await requested;
  await expect.poll(() => respond).toBeTruthy();
  respond();
  await new User(page, 'en').sees('intro');
});

test('requests the session while the script is still loading', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  let respond;
  await page.route('**/widget/flow-widget.umd.js', (route) => {
    respond = () => route.continue();
  });
  const posted = page.waitForRequest('**/api/flow/everyone');
  await begin(page, { endpoint: '/api/flow/everyone' });
  await posted;
  respond();
  await new User(page, 'en').sees('intro');
});

const RESPONSES = [
  [
    'the backend returns 401',
    { status: 401, json: { error: { code: 'unauthorized', message: 'Please sign in.' } } },
    {
      code: 'http',
      status: 401,
      message: expect.stringMatching(/^Please sign in\. \(POST .*\/api\/flow\/mine, status 401\)$/),
      retryable: false,
    },
  ],
  [
    'the backend returns 500',
    { status: 500, contentType: 'text/html', body: '<h1>Oops</h1>' },
    { code: 'http', status: 500, retryable: true },
  ],
  [
    'the backend returns HTML',
    { status: 200, contentType: 'text/html', body: '<h1>App</h1>' },
    { code: 'invalid-response' },
  ],
  [
    'the response has no session id',
    { status: 201, json: { technologies: [] } },
    { code: 'invalid-response' },
  ],
  ['the response is not an object', { status: 201, json: [1] }, { code: 'invalid-response' }],
];

for (const [name, response, expected] of RESPONSES) {
  test(`rejects with \`${expected.code}\` when ${name}, and leaves nothing in the page`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    await page.route('**/api/flow/mine', (route) => route.fulfill(response));
    await begin(page, { endpoint: '/api/flow/mine' });
    expect(await outcome(page)).toMatchObject(expected);
    expect((await states(page)).at(-1)).toBe('failed');
    expect(await page.evaluate('document.querySelectorAll("link").length')).toBe(0);
    await expect(page.locator('#flow-widget')).toBeEmpty();
  });
}

test('rejects with `network` when the backend cannot be reached', async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await page.route('**/api/flow/mine', (route) => route.abort());
  await begin(page, { endpoint: '/api/flow/mine' });
  expect(await outcome(page)).toMatchObject({ code: 'network', retryable: true });
});

for (const [name, config, message] of [
  ['no endpoint', {}, /`endpoint`/],
  ['an endpoint that is a number', { endpoint: 5 }, /`endpoint`/],
  ['a negative time limit', { endpoint: '/x', timeouts: { result: -1 } }, /`timeouts\.result`/],
  ['an onState that is not a function', { endpoint: '/x', onState: 'log' }, /`onState`/],
]) {
  test(`rejects with \`invalid-config\`: ${name}`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    await begin(page, config);
    const seen = await outcome(page);
    expect(seen.code).toBe('invalid-config');
    expect(seen.message).toMatch(message);
  });
}

test('rejects with `result-timeout` when the verdict stays pending, and with the reason when aborted', async ({
  page,
  openPage,
  server,
}) => {
  await openPage(CONTAINER);
  let asked = 0;
  await page.route('**/api/flow/everyone/*', (route) => {
    asked += 1;
    if (asked === 1) return route.fulfill({ status: 503, headers: { 'retry-after': '0' }, json: {} });
    return route.fulfill({ json: { status: 'PROGRESS', passed: null, failure_reasons: [] } });
  });
  await begin(page, { endpoint: '/api/flow/everyone', timeouts: { result: 3_000 } });
  await fail(page, 'OTHER|Incorrect image hash');
  expect(await outcome(page)).toMatchObject({ code: 'result-timeout', retryable: true });
  expect(asked).toBeGreaterThanOrEqual(2);

  await page.goto(`${server.url}/page-0.html`);
  await begin(page, { endpoint: '/api/flow/everyone' });
  await fail(page, 'OTHER|Incorrect image hash');
  await expect.poll(() => states(page)).toContain('waiting');
  await page.evaluate("window.control.abort('enough')");
  expect((await outcome(page)).reason).toBe('enough');
});

test('works under a strict CSP, with the handler on another origin', async ({ page, server, problems }) => {
  const handler = createFlowHandler({
    apiKey: sandboxFlows[0].key,
    baseUrl: server.url,
    authorize: () => 'user-1',
    cors: { origins: [server.url] },
  });
  const backend = createServer(createRequestListener(handler));
  await new Promise((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${backend.address().port}/verification`;
  try {
    const policy = [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      `connect-src 'self' ${endpoint}/ ${endpoint}`,
      "img-src 'self' data: blob:",
      "media-src 'self' blob:",
      "base-uri 'none'",
    ].join('; ');
    await page.route('**/strict.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': policy },
        body: `<!doctype html><html lang="en"><title>strict</title>${CONTAINER}<script type="module" src="/strict.js"></script>`,
      }),
    );
    await page.route('**/strict.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `import { verify } from '/dist/index.js';
          window.ended = verify({ endpoint: '${endpoint}', selector: '#flow-widget', locale: 'en', src: '/widget/flow-widget.umd.js' });`,
      }),
    );
    await page.goto(`${server.url}/strict.html`);
    await new User(page, 'en').complete();
    expect(await page.evaluate('window.ended')).toMatchObject({ status: 'FINISHED', passed: true });
    expect(problems).toEqual([]);
  } finally {
    backend.closeAllConnections();
    backend.close();
  }
});
