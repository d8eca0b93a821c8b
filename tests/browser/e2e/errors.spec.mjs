import { createHash } from 'node:crypto';
import { expect, test } from './fixtures.mjs';

/**
 * Runs `startSession` with a config, given as JavaScript, and returns the error and whether the page's HTML is
 * unchanged.
 */
async function attempt(page, config) {
  return page.evaluate(async (config) => {
    const { startSession, FlowWidgetError } = await import('/dist/index.js');
    const seen = () => document.documentElement.outerHTML;
    const before = seen();
    const error = await startSession(new Function(`return (${config})`)()).then(
      () => ({ code: 'none' }),
      (error) => error,
    );
    return {
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      isFlowWidgetError:
        error instanceof FlowWidgetError && error instanceof Error && error.name === 'FlowWidgetError',
      unchanged: seen() === before,
    };
  }, config);
}

/** Returns a `data:` URL of a script. */
const script = (text) => `data:text/javascript,${encodeURIComponent(text).replaceAll("'", '%27')}`;
const TARGET = "selector: '#flow-widget', locale: 'en'";

const CASES = [
  ['an id that is a number', '{ id: 1 }', 'invalid-config', /`id` must be .* got 1\./],
  ['an empty selector', "{ id: 'a', selector: '' }", 'invalid-config', /`selector` must be/],
  [
    'a selector that matches nothing',
    "{ id: 'a', selector: '#nowhere' }",
    'container-not-found',
    /"#nowhere"/,
  ],
  [
    'a script that does not exist',
    `{ id: 'a', ${TARGET}, src: '/nowhere.js', retries: 1 }`,
    'script-load-failed',
    /nowhere\.js/,
  ],
  [
    'a server that responds with 500',
    `{ id: 'a', ${TARGET}, src: '/widget/flow-widget.js?fault=script-500', retries: 0 }`,
    'script-load-failed',
    /could not be loaded/,
  ],
  [
    'a server that hangs',
    `{ id: 'a', ${TARGET}, src: '/widget/flow-widget.js?fault=script-hang', timeouts: { script: 300 } }`,
    'script-timeout',
    /timeouts\.script/,
  ],
  [
    'HTML instead of a script',
    `{ id: 'a', ${TARGET}, src: '/widget/flow-widget.js?fault=script-html', retries: 0 }`,
    'script-load-failed',
    /could not be loaded/,
  ],
  [
    'a script that does not define the global',
    `{ id: 'a', ${TARGET}, src: '${script('window.Other = 1')}' }`,
    'widget-missing',
    /did not define window\.FlowWidget/,
  ],
  [
    'a script that throws',
    `{ id: 'a', ${TARGET}, src: '${script("throw new Error('broken')")}' }`,
    'widget-missing',
    /did not define window\.FlowWidget/,
  ],
  [
    'a startSession that throws',
    `{ id: 'a', ${TARGET}, src: '${script("window.FlowWidget = { startSession() { throw new Error('no camera') } }")}' }`,
    'start-failed',
    /no camera/,
  ],
  [
    'a session source that fails',
    `{ id: () => fetch('/nowhere').then((response) => response.json()), ${TARGET}, src: '/widget/flow-widget.js' }`,
    'session-source-failed',
    /see `cause`/,
  ],
];

for (const [name, config, code, message] of CASES) {
  test(`rejects with \`${code}\`: ${name}`, async ({ page, openPage }) => {
    await openPage('<div id="flow-widget"><p>before</p></div>');
    const seen = await attempt(page, config);
    expect(seen).toMatchObject({ code, message: expect.stringMatching(message), isFlowWidgetError: true });
    // These cases load the widget, which stays in the page for the next session.
    if (!['start-failed', 'session-source-failed'].includes(code)) expect(seen.unchanged).toBe(true);
    expect(await page.locator('#flow-widget').innerHTML()).toBe('<p>before</p>');
  });
}

test('rejects with `wasm-load-failed` when the CSP forbids WebAssembly', async ({ page, server }) => {
  const url = `${server.url}/strict.html`;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "script-src 'self'" },
      body: '<!doctype html><div id="flow-widget"></div><script type="module" src="/strict.js"></script>',
    }),
  );
  await page.route(`${server.url}/strict.js`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `import { openSession } from '/dist/index.js';
        const session = openSession({ id: 'a', selector: '#flow-widget', src: '/widget/flow-widget.umd.js' });
        session.finished.catch((error) => { document.title = error.code + ' ' + session.state + ' ' + error.message; });`,
    }),
  );
  await page.goto(url);
  await expect(page).toHaveTitle(/^wasm-load-failed failed .*'wasm-unsafe-eval'/);
});

test('an abort before the core is loaded starts nothing', async ({ page, openPage }) => {
  await openPage('<div id="flow-widget"></div>');
  const seen = await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    let asked = 0;
    const control = new AbortController();
    const session = openSession({
      id: () => String(++asked),
      selector: '#flow-widget',
      src: '/widget/flow-widget.umd.js',
      signal: control.signal,
    });
    const states = [session.state];
    session.addEventListener('statechange', () => states.push(session.state));
    control.abort('changed my mind');
    states.push(session.state);
    const reason = await session.finished.catch((reason) => reason);
    // Once this session has failed, the core is loaded: without the abort, the first session would have started.
    await openSession({ id: 'b', selector: '#nowhere' }).finished.catch(() => {});
    return {
      reason,
      states,
      asked,
      scripts: document.scripts.length,
      links: document.querySelectorAll('link').length,
    };
  });
  expect(seen).toEqual({
    reason: 'changed my mind',
    states: ['preparing', 'cancelled', 'cancelled'],
    asked: 0,
    scripts: 0,
    links: 0,
  });
});

test('only a session without a rejection handler causes an unhandled rejection', async ({
  page,
  openPage,
}) => {
  await openPage('<div id="flow-widget"></div>');
  const unhandled = await page.evaluate(async () => {
    const seen = [];
    let marked;
    window.addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      if (event.reason === 'marker') marked();
      else seen.push(event.reason.code);
    });
    // Browsers report rejections in order: once this one is reported, all earlier ones are too.
    const reported = () =>
      new Promise((resolve) => {
        marked = resolve;
        Promise.reject('marker');
      });
    const { openSession, startSession } = await import('/dist/index.js');
    await openSession({ id: 1, selector: '#flow-widget' }).finished.catch(() => {});
    await reported();
    const handled = seen.length;
    startSession({ id: 1, selector: '#flow-widget' });
    while (seen.length === 0) await reported();
    await reported();
    return [handled, seen];
  });
  expect(unhandled).toEqual([0, ['invalid-config']]);
});

test('an import has no side effects', async ({ page, openPage, problems }) => {
  const requests = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await openPage('<p>quiet</p>');
  const before = await page.content();
  // Requests that the import causes come before this one.
  await page.evaluate(() => import('/dist/index.js').then(() => fetch('/config.json')));
  expect(await page.content()).toBe(before);
  expect(requests.filter((path) => path.startsWith('/dist/'))).toEqual(['/dist/index.js', '/dist/error.js']);
  expect(problems).toEqual([]);
});

test('concurrent calls with different `integrity` have an outcome of their own, in any order', async ({
  page,
  openPage,
}) => {
  const script = 'window.FlowWidget = { startSession() {} };';
  const hashes = {
    right: `sha256-${createHash('sha256').update(script).digest('base64')}`,
    wrong: `sha256-${'A'.repeat(43)}=`,
  };
  await page.route('**/hashed-*', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await openPage('');
  const outcomes = await page.evaluate(async (hashes) => {
    const { loadWidget } = await import('/dist/index.js');
    const outcomes = {};
    for (const type of ['module', 'classic']) {
      for (const order of [
        ['wrong', 'none'],
        ['none', 'wrong'],
        ['wrong', 'right'],
        ['right', 'wrong'],
        ['wrong', 'none', 'right', 'wrong', 'none'],
      ]) {
        delete window.FlowWidget;
        const src = `/hashed-${type}-${order.join('-')}.js`;
        const load = (name) =>
          loadWidget({ src, type, integrity: hashes[name] }).then(
            () => 'loaded',
            ({ code }) => code,
          );
        outcomes[`${type}: ${order}`] = await Promise.all(order.map(load));
      }
    }
    return outcomes;
  }, hashes);
  for (const [calls, codes] of Object.entries(outcomes)) {
    const order = calls.split(': ')[1].split(',');
    expect(codes, calls).toEqual(order.map((name) => (name === 'wrong' ? 'script-blocked' : 'loaded')));
  }
});
