// A verification that continues after a reload (option `resume`).
import { createServer } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { sandboxFlows } from '../../../dist/sandbox.js';
import { createFlowHandler } from '../../../dist/server.js';
import { serve } from '../../../www/server/server.mjs';
import { expect, test } from './fixtures.mjs';
import {
  begin,
  CONTAINER,
  FakeBackend,
  fakeWidget,
  outcome,
  PASSED,
  PENDING,
  reach,
  states,
} from './verify-kit.mjs';

const RESUME = { resume: true, watch: false };

test.beforeEach(async ({ page, openPage }) => {
  await openPage(CONTAINER);
  await fakeWidget(page);
});

const stored = (page) =>
  page.evaluate(() =>
    Object.entries(sessionStorage).map(([key, value]) => [
      new URL(key.replace(/^[^:]*:/, '')).pathname,
      value,
    ]),
  );
const isPending = (page, endpoint = '/api/mine') =>
  page.evaluate(async (endpoint) => {
    const { hasPendingVerification } = await import('/dist/index.js');
    return hasPendingVerification(endpoint);
  }, endpoint);
const store = (page, record) =>
  page.evaluate(
    (record) => sessionStorage.setItem(`flow-widget-loader:${location.origin}/api/mine`, record),
    typeof record === 'string' ? record : JSON.stringify(record),
  );

/** Continues after a reload: expects the same session, and completes it. */
async function complete(page, backend) {
  await begin(page, RESUME);
  await reach(page, 'active');
  expect(await page.evaluate('window.widgets')).toEqual(['s-1']);
  backend.onGet = { json: PASSED };
  await page.evaluate('window.finish()');
  expect(await outcome(page)).toMatchObject({ verdict: { sessionId: 's-1', passed: true } });
}

for (const state of ['loading', 'starting', 'active']) {
  test(`a reload in the state \`${state}\` continues the session`, async ({ page }) => {
    const backend = await FakeBackend.at(page);
    let hold = true;
    if (state === 'loading')
      await page.route('**/widget/flow-widget.umd.js', (route) => (hold ? undefined : route.fallback()));
    expect(await isPending(page)).toBe(false);
    if (state === 'starting')
      await page.evaluate(() => {
        // The session stays in `starting` while the widget's `startSession` is pending.
        window.FlowWidget = { startSession: () => new Promise(() => {}) };
      });
    await begin(page, RESUME);
    await reach(page, state);
    await expect.poll(() => isPending(page)).toBe(true);
    hold = false;
    await page.reload();
    expect(await isPending(page)).toBe(true);
    await complete(page, backend);
    expect(backend.count('POST')).toBe(1);
    expect(
      backend.requests.every(
        ({ method, headers }) => method === 'POST' || headers['x-flow-token'] === 'token-1',
      ),
    ).toBe(true);
    expect(await isPending(page)).toBe(false);
    expect(await stored(page)).toEqual([]);
  });
}

test('a reload in the state `waiting` continues with the verdict, and does not show the widget again', async ({
  page,
}) => {
  const backend = await FakeBackend.at(page);
  await begin(page, RESUME);
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  await reach(page, 'waiting');
  await page.reload();
  await begin(page, RESUME);
  await reach(page, 'waiting');
  backend.onGet = { json: PASSED };
  expect(await outcome(page)).toMatchObject({ verdict: { sessionId: 's-1', passed: true } });
  expect(await states(page)).not.toContain('active');
  expect(backend.count('POST')).toBe(1);
  expect(await stored(page)).toEqual([]);
});

test('a verdict that became final during the reload is returned at once', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await begin(page, RESUME);
  await reach(page, 'active');
  await page.reload();
  backend.onGet = {
    json: { ...PASSED, passed: false, failure_reasons: [{ type: 'TIMEOUT', detail: null }] },
  };
  await begin(page, RESUME);
  expect(await outcome(page)).toMatchObject({
    verdict: { passed: false, failureReasons: [{ type: 'TIMEOUT' }] },
  });
  expect(await states(page)).not.toContain('active');
  expect(backend.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  expect(await isPending(page)).toBe(false);
});

test('a reload after the verdict starts a new session', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await begin(page, RESUME);
  await reach(page, 'active');
  backend.onGet = { json: PASSED };
  await page.evaluate('window.finish()');
  await outcome(page);
  await page.reload();
  expect(await isPending(page)).toBe(false);
  await begin(page, RESUME);
  await reach(page, 'active');
  expect(backend.count('POST')).toBe(2);
});

test('stores nothing without `resume`', async ({ page }) => {
  await FakeBackend.at(page);
  await page.evaluate(() => {
    window.writes = 0;
    Storage.prototype.setItem = () => {
      window.writes += 1;
    };
  });
  await begin(page);
  await reach(page, 'active');
  await page.evaluate('window.finish()');
  await reach(page, 'waiting');
  expect(await page.evaluate('[sessionStorage.length, localStorage.length, window.writes]')).toEqual([
    0, 0, 0,
  ]);
});

test('stores the session id, the token and its expiry only, per endpoint', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  backend.onPost = {
    status: 201,
    json: { session_id: 's-1', token: 't', expires_at, technologies: ['LD'], secret: 5 },
  };
  await begin(page, { ...RESUME, headers: { authorization: 'Bearer x' }, metadata: { iin: '1' } });
  await reach(page, 'active');
  const [[path, record], ...more] = await stored(page);
  expect([path, more]).toEqual(['/api/mine', []]);
  expect(JSON.parse(record)).toEqual({ session_id: 's-1', token: 't', expires_at });
  expect(await isPending(page, '/api/other')).toBe(false);
  expect(await isPending(page, 'api/mine#part')).toBe(true);
});

for (const [name, record] of [
  ['without a session id', { token: 't' }],
  ['with a token of another type', { session_id: 's-0', token: { a: 1 } }],
  ['that is not an object', 'null'],
  ['that is not JSON', '{"session_id":'],
]) {
  test(`a record ${name} is dropped`, async ({ page }) => {
    const backend = await FakeBackend.at(page);
    await store(page, record);
    expect(await isPending(page)).toBe(false);
    await begin(page, RESUME);
    await reach(page, 'active');
    expect(backend.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(await page.evaluate('window.widgets')).toEqual(['s-1']);
  });
}

test('a record with `token: null` and `expires_at: null` is continued without a token', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await store(page, { session_id: 's-1', token: null, expires_at: null });
  await complete(page, backend);
  expect(backend.count('POST')).toBe(0);
  expect(backend.requests[0].headers).not.toHaveProperty('x-flow-token');
});

for (const [name, expires_at, seems] of [
  ['an hour', () => new Date(Date.now() - 3_600_000).toISOString(), true],
  ['a year', () => new Date(Date.now() - 365 * 86_400_000).toISOString(), false],
  ['a time that is not valid', () => 'soon', true],
]) {
  test(`a record that has expired for ${name} by the page's clock is continued if the backend knows the session`, async ({
    page,
  }) => {
    const backend = await FakeBackend.at(page);
    await store(page, { session_id: 's-1', token: 'token-1', expires_at: expires_at() });
    expect(await isPending(page)).toBe(seems);
    await complete(page, backend);
    expect(backend.count('POST')).toBe(0);
  });
}

test('a session that the backend does not know is dropped, and a new one is created', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  for (const status of [404, 410]) {
    await store(page, { session_id: 's-0', token: 't' });
    backend.requests.length = 0;
    backend.onGet = { status, json: {} };
    await begin(page, RESUME);
    await reach(page, 'active');
    expect(backend.requests.map(({ method, pathname }) => `${method} ${pathname}`)).toEqual([
      'GET /api/mine/s-0',
      'POST /api/mine',
    ]);
    expect(JSON.parse((await stored(page))[0][1]).session_id).toBe('s-1');
    await page.reload();
  }
});

test("another user's record is useless: the handler answers as if there was no session", async ({
  page,
  server,
}) => {
  const handler = createFlowHandler({
    apiKey: sandboxFlows[0].key,
    baseUrl: server.url,
    authorize: (request) => /user=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1],
    cors: { origins: [server.url], credentials: true },
  });
  const backend = createServer(createRequestListener(handler));
  await new Promise((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${backend.address().port}/mine`;
  const config = { ...RESUME, endpoint, credentials: 'include' };
  const requests = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.url().startsWith(endpoint) && response.request().method() !== 'OPTIONS')
      requests.push(`${response.request().method()} ${pathname.split('/').length} ${response.status()}`);
  });
  const signIn = (user) =>
    page.context().addCookies([{ name: 'user', value: user, domain: '127.0.0.1', path: '/' }]);
  try {
    await signIn('ann');
    await begin(page, config);
    await reach(page, 'active');
    const first = await page.evaluate('window.run.ids.at(-1)');
    await page.reload();
    // Signed out: the record stays for the next call.
    await page.context().clearCookies();
    await begin(page, config);
    expect(await outcome(page)).toMatchObject({ code: 'http', status: 401 });
    expect(await isPending(page, endpoint)).toBe(true);
    await signIn('ann');
    await begin(page, config);
    await reach(page, 'active');
    expect(await page.evaluate('window.run.ids.at(-1)')).toBe(first);
    await page.reload();

    await signIn('bob');
    await begin(page, config);
    await reach(page, 'active');
    const second = await page.evaluate('window.run.ids.at(-1)');
    expect(second).not.toBe(first);
    expect(requests).toEqual(['POST 2 201', 'GET 3 401', 'GET 3 200', 'GET 3 404', 'POST 2 201']);
  } finally {
    backend.closeAllConnections();
    backend.close();
  }
});

test('works without storage', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await page.evaluate(() => {
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
  });
  expect(await isPending(page)).toBe(false);
  await complete(page, backend);
  expect(backend.count('POST')).toBe(1);
});

test('works if the storage is full', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await complete(page, backend);
});

test('a retryable failure keeps the record, a cancellation removes it', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await begin(page, { ...RESUME, timeouts: { finish: 300 } });
  expect(await outcome(page)).toMatchObject({ code: 'finish-timeout' });
  expect(await isPending(page)).toBe(true);

  // A stored session whose verdict cannot be read now is continued, too.
  backend.onGet = { status: 503, json: {} };
  await begin(page, RESUME);
  await reach(page, 'active');
  expect(backend.count('POST')).toBe(1);
  await page.evaluate("window.control.abort('enough')");
  expect((await outcome(page)).reason).toBe('enough');
  expect(await isPending(page)).toBe(false);
  await begin(page, RESUME);
  await reach(page, 'active');
  expect(backend.count('POST')).toBe(2);
});

for (const [name, config, extra, code] of [
  ['a container that is not there yet', { selector: '#later' }, '{}', 'container-not-found'],
  ['an option that is not valid', { locale: 5 }, '{}', 'invalid-config'],
  ['an option of `verify` that is not valid', {}, "{ headers: 'x' }", 'invalid-config'],
  ['a script that cannot be loaded', { src: '/missing.js', retries: 0 }, '{}', 'script-load-failed'],
]) {
  test(`${name} keeps the record`, async ({ page }) => {
    const backend = await FakeBackend.at(page);
    await store(page, { session_id: 's-1', token: 'token-1' });
    await page.route('**/missing.js', (route) => route.abort());
    await begin(page, { ...RESUME, ...config }, extra);
    expect(await outcome(page)).toMatchObject({ code });
    expect(await isPending(page)).toBe(true);
    await complete(page, backend);
    expect(backend.count('POST')).toBe(0);
  });
}

for (const [name, cancel] of [
  ['the signal', () => window.control.abort('enough')],
  ['the dialog', () => document.querySelector('dialog').close()],
  ['another verification', null],
]) {
  test(`a cancellation by ${name} ${cancel ? 'removes' : 'keeps'} the record before the caller is notified`, async ({
    page,
  }) => {
    await FakeBackend.at(page);
    await begin(page, { ...RESUME, ...(name === 'the dialog' && { dialog: {} }) });
    await reach(page, 'active');
    expect(await stored(page)).toHaveLength(1);
    await page.evaluate(() => {
      window.seen = window.ended.then(() => sessionStorage.length);
    });
    if (cancel) {
      await page.evaluate(cancel);
      expect(await page.evaluate('window.seen')).toBe(0);
      return;
    }
    // One that never got the slot leaves the record to the running one.
    expect(
      await page.evaluate(async () => {
        const { verify } = await import('/dist/index.js');
        const control = new AbortController();
        const options = { ...window.options, signal: control.signal, conflict: 'replace' };
        delete options.onState;
        const ended = verify(options).catch(() => sessionStorage.length);
        control.abort();
        return ended;
      }),
    ).toBe(1);
    // A replaced one leaves it to the one that replaced it.
    await page.evaluate(() => {
      import('/dist/index.js')
        .then(({ verify }) => verify({ ...window.options, conflict: 'replace' }))
        .catch(() => {});
    });
    expect(await page.evaluate('window.seen')).toBe(1);
  });
}

/** Makes the widget reject every session. */
const refuse = (page) =>
  page.evaluate(() => {
    window.FlowWidget = {
      startSession() {
        throw new Error('used');
      },
    };
  });

test('a session that ended on another device shortly before a reload gives its verdict', async ({ page }) => {
  // On a busy machine, reloading the page and polling take long. The result must not be there before the reload.
  test.setTimeout(180_000);
  const server = await serve({ sandbox: { settleMs: 10_000 } });
  try {
    const url = `${server.url}/resume.html`;
    await page.route(url, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>test</title>${CONTAINER}` }),
    );
    await page.unroute('**/widget/flow-widget.umd.js');
    await page.goto(url);
    const config = { ...RESUME, endpoint: `/api/flow/${sandboxFlows[0].id ?? sandboxFlows[0].name}` };
    // Without `watch`: on a busy machine, the verdict could arrive before the reload.
    await begin(page, { ...config, watch: false });
    await reach(page, 'active');
    const id = await page.evaluate('window.run.ids.at(-1)');
    const ended = await fetch(`${server.url}/sandbox/session/${id}/end`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome: 'passed' }),
    });
    expect(ended.ok).toBe(true);
    await page.reload();
    await begin(page, config);
    expect(await outcome(page)).toMatchObject({ verdict: { sessionId: id, passed: true } });
    expect(await states(page)).toContain('waiting');
    expect(await stored(page)).toEqual([]);
  } finally {
    await server.close();
  }
});

for (const [name, answer, expected, keeps] of [
  ['says that it has not ended', { json: PENDING }, { code: 'start-failed' }, false],
  ['does not know it by then', { status: 404, json: {} }, { code: 'start-failed' }, false],
  ['rejects the user by then', { status: 401, json: {} }, { code: 'http', status: 401 }, true],
  ['cannot be reached', { status: 503, json: {} }, { code: 'result-timeout' }, true],
  ['does not answer', null, { code: 'result-timeout' }, true],
]) {
  test(`a session that cannot be reopened fails with \`${expected.code}\` if the backend ${name}`, async ({
    page,
  }) => {
    const backend = await FakeBackend.at(page);
    await store(page, { session_id: 's-1', token: 'token-1' });
    await refuse(page);
    let count = 0;
    backend.onGet = (route) =>
      count++ === 0
        ? route.fulfill({ json: PENDING })
        : answer
          ? route.fulfill(answer)
          : new Promise(() => {});
    await begin(page, { ...RESUME, timeouts: { result: 2_500 } });
    expect(await outcome(page)).toMatchObject(expected);
    expect(await isPending(page)).toBe(keeps);
  });
}

test('a new session that the widget rejects fails at once', async ({ page }) => {
  const backend = await FakeBackend.at(page);
  await refuse(page);
  await begin(page, RESUME);
  expect(await outcome(page)).toMatchObject({ code: 'start-failed' });
  expect(backend.count('GET')).toBe(0);
  expect(await states(page)).not.toContain('waiting');
});

test('a session that cannot be reopened ends with its verdict if there is one by then, else with `start-failed`', async ({
  page,
}) => {
  const backend = await FakeBackend.at(page);
  await store(page, { session_id: 's-1', token: 'token-1' });
  await refuse(page);
  const answers = [{ json: PENDING }, { json: PASSED }];
  backend.onGet = (route) => route.fulfill(answers.shift());
  await begin(page, RESUME);
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
  expect((await states(page)).at(-1)).toBe('finished');
  expect(await states(page)).not.toContain('failed');

  await store(page, { session_id: 's-1', token: 'token-1' });
  backend.onGet = { json: PENDING };
  await begin(page, { ...RESUME, timeouts: { result: 2_500 } });
  expect(await outcome(page)).toMatchObject({ code: 'start-failed' });
  expect(await isPending(page)).toBe(false);
});

test('a slow request for the stored verdict is not mistaken for a chunk that does not load', async ({
  page,
}) => {
  const backend = await FakeBackend.at(page);
  await page.clock.install();
  await store(page, { session_id: 's-1', token: 'token-1' });
  let respond;
  backend.onGet = (route) =>
    new Promise((resolve) => {
      respond = () => route.fulfill({ json: PASSED }).then(resolve);
    });
  await begin(page, { ...RESUME, timeouts: { script: 1_500 } });
  await reach(page, 'loading');
  await page.clock.runFor(1_600);
  await respond();
  expect(await outcome(page)).toMatchObject({ verdict: { passed: true } });
});
