import { expect, test } from './fixtures.mjs';

/** Source of the invalid values, evaluated in the page because most of them cannot be serialized. */
const HOSTILE = `(() => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = new Proxy({}, { get() { throw new Error('trap') } });
  const cyclic = {};
  cyclic.self = cyclic;
  return {
    undefined: undefined, null: null, number: 7, nan: NaN, bigint: 10n, symbol: Symbol('s'), string: 'text',
    empty: '', boolean: true, list: [], function: () => {}, object: {}, revoked: proxy, throwing, cyclic,
    toJSON: { toJSON() { throw new Error('toJSON') } },
    toString: { toString() { throw new Error('toString') }, [Symbol.toPrimitive]() { throw new Error('primitive') } },
  };
})()`;

test('any invalid value in any field gives a FlowWidgetError or a result', async ({ page, openPage }) => {
  await openPage('<div id="flow-widget"></div>');
  const unhandled = [];
  page.on('pageerror', (error) => unhandled.push(String(error)));
  await page.route('**/api/flow/mine', (route) => route.fulfill({ status: 401, json: {} }));
  await page.route('https://remote.biometric.kz/**', (route) => route.abort());
  const { bad, count, stored } = await page.evaluate(async (source) => {
    const { startSession, openSession, verify, loadWidget, negotiateLocale, FlowWidgetError } = await import(
      '/dist/index.js'
    );
    const values = new Function(`return ${source}`)();
    const calls = [];
    const sessionConfig = {
      id: 'a',
      selector: '#flow-widget',
      src: '/nowhere.js',
      retries: 0,
      timeouts: { script: 500 },
    };
    const verifyConfig = { ...sessionConfig, id: undefined, endpoint: '/api/flow/mine' };
    const sessionFields = [
      'id',
      'selector',
      'container',
      'locale',
      'signal',
      'timeouts',
      'conflict',
      'type',
      'nonce',
      'src',
      'offline',
    ];
    const verifyFields = [
      'endpoint',
      'metadata',
      'headers',
      'credentials',
      'onState',
      'backend',
      'watch',
      'resume',
      'mode',
      'fallback',
      'hostedUrl',
      'dialog',
      'signal',
      'timeouts',
      'locale',
    ];
    for (const [kind, value] of Object.entries(values)) {
      calls.push([`startSession ${kind}`, () => startSession(value)]);
      calls.push([`verify ${kind}`, () => verify(value)]);
      calls.push([`loadWidget ${kind}`, () => loadWidget(value)]);
      calls.push([`negotiateLocale ${kind}`, async () => negotiateLocale(value)]);
      calls.push([`negotiateLocale [${kind}]`, async () => negotiateLocale([value])]);
      for (const field of sessionFields) {
        calls.push([
          `openSession ${field} ${kind}`,
          () => openSession({ ...sessionConfig, [field]: value }).finished,
        ]);
      }
      for (const field of verifyFields) {
        calls.push([`verify ${field} ${kind}`, () => verify({ ...verifyConfig, [field]: value })]);
      }
      for (const field of [
        'selector',
        'container',
        'locale',
        'signal',
        'timeouts',
        'conflict',
        'hostedUrl',
      ]) {
        const config = { ...verifyConfig, mode: 'frame', [field]: value };
        calls.push([`verify in a frame, ${field} ${kind}`, () => verify(config)]);
      }
    }
    for (const field of [...sessionFields, ...verifyFields]) {
      const config = Object.defineProperty({ ...verifyConfig, id: 'a' }, field, {
        get() {
          throw new Error('getter');
        },
      });
      calls.push([`openSession ${field} getter`, () => openSession(config).finished]);
      calls.push([`verify ${field} getter`, () => verify(config)]);
    }
    const bad = [];
    for (const [name, call] of calls) {
      const late = new Promise((resolve) => setTimeout(resolve, 20_000, 'pending'));
      const outcome = await Promise.race([
        (async () => call())().then(
          () => 'fine',
          (error) => (error instanceof FlowWidgetError ? 'fine' : `${error?.name}: ${error?.message}`),
        ),
        late,
      ]).catch((error) => `thrown: ${error}`);
      if (outcome !== 'fine') bad.push([name, outcome]);
    }
    return { bad, count: calls.length, stored: sessionStorage.length };
  }, HOSTILE);
  expect(count).toBeGreaterThan(300);
  expect(bad).toEqual([]);
  expect(unhandled).toEqual([]);
  expect(stored).toBe(0);
  await expect(page.locator('dialog, link')).toHaveCount(0);
});

for (const [name, config, message] of [
  ['cyclic metadata', '(() => { const a = {}; a.a = a; return { metadata: a } })()', /`metadata` .* JSON/],
  ['metadata with a BigInt', '({ metadata: { a: 1n } })', /`metadata` .* JSON/],
  [
    'metadata whose toJSON throws',
    "({ metadata: { toJSON() { throw new Error('no') } } })",
    /`metadata` .* JSON/,
  ],
  ['an invalid header name', "({ headers: { 'a b': 'c' } })", /`headers`/],
  ['an endpoint that is not a URL', "({ endpoint: 'http://[' })", /`endpoint` .* got http:\/\/\[/],
  ['an endpoint with a password', "({ endpoint: 'https://a:b@c.example/' })", /`endpoint`/],
  [
    'a getter that throws',
    "({ get headers() { throw new Error('no') } })",
    /must be an object that can be read/,
  ],
]) {
  test(`verify rejects with \`invalid-config\`: ${name}`, async ({ page, openPage }) => {
    await openPage('<div id="flow-widget"></div>');
    await page.route('**/api/flow/mine', (route) =>
      route.fulfill({ status: 201, json: { session_id: 'a' } }),
    );
    const seen = await page.evaluate(async (config) => {
      const { verify } = await import('/dist/index.js');
      const all = { endpoint: '/api/flow/mine', selector: '#flow-widget', src: '/nowhere.js', retries: 0 };
      Object.defineProperties(all, Object.getOwnPropertyDescriptors(new Function(`return ${config}`)()));
      return verify(all).catch(({ code, message, cause }) => ({
        code,
        message,
        cause: cause instanceof Error,
      }));
    }, config);
    expect(seen).toMatchObject({ code: 'invalid-config', message: expect.stringMatching(message) });
    if (!name.startsWith('an endpoint')) expect(seen.cause).toBe(true);
  });
}

test('an exception in onState is reported and has no other effect; an abort in it ends the flow', async ({
  page,
  openPage,
}) => {
  await openPage('<div id="flow-widget"></div>');
  await page.route('**/api/flow/mine', (route) => route.fulfill({ status: 201, json: { session_id: 'a' } }));
  await page.route('**/api/flow/mine/a', (route) =>
    route.fulfill({ json: { session_id: 'a', status: 'FINISHED', passed: true, failure_reasons: [] } }),
  );
  const { states, verdict, reported, aborted } = await page.evaluate(async () => {
    const { verify } = await import('/dist/index.js');
    const reported = [];
    addEventListener('error', (event) => {
      reported.push(event.error.message);
      event.preventDefault();
    });
    window.FlowWidget = {
      startSession() {
        setTimeout(() => dispatchEvent(new CustomEvent('finish', { detail: { session_id: 'a' } })), 50);
      },
    };
    const states = [];
    const config = { endpoint: '/api/flow/mine', selector: '#flow-widget' };
    const verdict = await verify({
      ...config,
      onState(state, id) {
        states.push([state, id]);
        throw new Error(state);
      },
    });
    const control = new AbortController();
    const aborted = await verify({
      ...config,
      signal: control.signal,
      onState: (state) => state === 'waiting' && control.abort('from inside'),
    }).catch((error) => error);
    return { states, verdict, reported, aborted };
  });
  expect(states.map(([state]) => state)).toEqual([
    'preparing',
    'loading',
    'starting',
    'active',
    'waiting',
    'finished',
  ]);
  expect(states.at(-1)[1]).toBe('a');
  expect(reported).toEqual(states.map(([state]) => state));
  expect(verdict).toMatchObject({ sessionId: 'a', passed: true });
  expect(aborted).toBe('from inside');
});

test('a listener that throws can cancel in every state, twice', async ({ page, openPage }) => {
  await openPage('<div id="flow-widget"></div>');
  const unhandled = [];
  page.on('pageerror', (error) => unhandled.push(String(error)));
  const seen = await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    window.FlowWidget = { startSession() {} };
    const seen = [];
    for (const at of ['preparing', 'loading', 'starting', 'active', 'cancelled']) {
      const session = openSession({ id: Promise.resolve('a'), selector: '#flow-widget' });
      const states = [];
      session.addEventListener('statechange', () => {
        states.push(session.state);
        if (session.state === at) {
          session.cancel(`at ${at}`);
          session.cancel('again');
        }
        throw new Error('listener');
      });
      if (at === 'preparing') session.cancel(`at ${at}`);
      if (at === 'cancelled') session.started.then(() => session.cancel(`at ${at}`));
      const reason = await session.finished.catch((error) => error);
      session.cancel('after');
      seen.push([
        at,
        reason,
        states.at(-1),
        states.filter((state) => state === 'cancelled').length,
        session.signal.aborted,
      ]);
    }
    return seen;
  });
  for (const [at, reason, last, times, aborted] of seen) {
    expect([reason, last, times, aborted]).toEqual([`at ${at}`, 'cancelled', 1, true]);
  }
  expect(unhandled.every((error) => /listener/.test(error))).toBe(true);
});

test('an already aborted signal rejects with its reason, and nothing is requested', async ({
  page,
  openPage,
}) => {
  await openPage('<div id="flow-widget"></div>');
  await page.evaluate("import('/dist/index.js')");
  const requests = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  const reasons = await page.evaluate(async () => {
    const { startSession, openSession, verify } = await import('/dist/index.js');
    const config = { id: 'a', signal: AbortSignal.abort('early'), src: '/nowhere.js' };
    const session = openSession(config);
    return [
      session.state,
      await session.finished.catch((error) => error),
      await startSession(config).catch((error) => error),
      await verify({ ...config, endpoint: '/api/flow/mine' }).catch((error) => error),
    ];
  });
  expect(reasons).toEqual(['cancelled', 'early', 'early', 'early']);
  expect(requests.filter((path) => path !== '/dist/verdict.js')).toEqual([]);
});

test('`await using` cancels at the end of the block, and waits for the cleanup', async ({
  page,
  openPage,
}) => {
  await openPage('<div id="flow-widget"><p>before</p></div>');
  const unhandled = [];
  page.on('pageerror', (error) => unhandled.push(String(error)));
  const seen = await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    window.FlowWidget = {
      startSession: ({ selector }) => document.querySelector(selector).append('drawn'),
    };
    const session = openSession({ id: 'a', selector: '#flow-widget' });
    await session.started;
    const drawn = document.querySelector('#flow-widget').textContent;
    await session[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
    return [drawn, session.state, document.querySelector('#flow-widget').innerHTML];
  });
  expect(seen).toEqual(['beforedrawn', 'cancelled', '<p>before</p>']);
  expect(unhandled).toEqual([]);
});
