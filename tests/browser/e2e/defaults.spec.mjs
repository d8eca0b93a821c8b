// Each default in the tables of README.md, without the option in the config.
import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.mjs';
import { begin, CONTAINER, FakeBackend, fakeWidget, PENDING, reach } from './verify-kit.mjs';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** The default of each option, as README.md documents it. */
const documented = Object.fromEntries(
  [
    ...readme
      .split('\n## Options\n')[1]
      .split('\n## ')[0]
      .matchAll(/^\| (.+?) +\| (.*?) +\| .+ \|$/gm),
  ]
    .map(([, option, value]) => [option.replaceAll('`', ''), value.replaceAll('`', '')])
    .filter(([option]) => option !== 'option' && !option.startsWith('---')),
);
const { session, script, attempt, finish } = new Function(`return ${documented.timeouts}`)();

/** Init script: records the running timers in `window.running`, and fires the short ones at once. */
function recordTimers() {
  const { setTimeout, clearTimeout } = window;
  const timers = new Map();
  window.running = () => [...timers.values()].sort((a, b) => a - b);
  window.setTimeout = (work, ms, ...rest) => {
    const fire = () => {
      timers.delete(id);
      work(...rest);
    };
    const id = setTimeout(fire, ms < 5_000 ? 0 : ms);
    timers.set(id, ms);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
}

const running = (page) => page.evaluate('window.running()');

/** Opens a session in the page, with these options besides `id` and `selector`. `window.ended` resolves to its end. */
const open = (page, config = {}) =>
  page.evaluate(async (config) => {
    const { openSession } = await import('/dist/index.js');
    window.session = openSession({ id: 'a', selector: '#flow-widget', ...config });
    window.ended = window.session.finished.then(
      () => 'finished',
      (error) => error.code,
    );
  }, config);

const state = (page) => page.evaluate('window.session.state');

test('README.md documents the defaults that these tests check', () => {
  expect(documented).toEqual({
    'id (or session_id)': 'required; not for verify',
    'selector or container': 'a [dialog](docs/dialog.md) over the page',
    locale: "<html lang>, then the browser's languages",
    signal: '',
    timeouts: '{ session: 30000, script: 60000, attempt: 30000, finish: 0 }',
    conflict: "'reject'",
    src: "the service's two URLs",
    type: "'module'",
    'nonce, integrity, crossOrigin, referrerPolicy': "the nonce of the page's own scripts",
    retries: '2',
    offline: "'fail'",
    preflight: 'false',
    endpoint: 'this or backend',
    backend: '',
    metadata: '',
    headers: '',
    credentials: "'same-origin'",
    // Tested in `hosted-frame.spec.mjs` and `fallback.spec.mjs`.
    mode: "'widget'",
    fallback: '',
    hostedUrl: "the service's",
    watch: 'true',
    resume: 'false',
    'timeouts.result': '60000',
    dialog: '',
    onState: '',
  });
});

test('timeouts', async ({ page, openPage }) => {
  await page.addInitScript(recordTimers);
  await fakeWidget(page);
  let answer;
  await page.route('**/late.js', (route) => {
    answer = () =>
      route.fulfill({ contentType: 'text/javascript', body: 'window.FlowWidget = { startSession() {} }' });
  });
  await openPage(CONTAINER);
  await page.evaluate(async () => {
    const { openSession } = await import('/dist/index.js');
    const id = new Promise((resolve) => {
      window.answer = resolve;
    });
    window.session = openSession({ id, selector: '#flow-widget', src: '/late.js' });
    window.session.finished.catch(() => {});
  });
  await expect.poll(() => running(page)).toEqual([session, attempt, script].sort((a, b) => a - b));
  await answer();
  await expect.poll(() => running(page)).toEqual([session]);
  await page.evaluate("window.answer('a')");
  await expect.poll(() => state(page)).toBe('active');
  expect(await running(page)).toEqual(finish === 0 ? [] : [finish]);
});

test('retries', async ({ page, openPage }) => {
  await page.addInitScript(recordTimers);
  const requests = [];
  await page.route('**/gone-*.js**', (route) => {
    requests.push(new URL(route.request().url()).pathname);
    return route.fulfill({ status: 503 });
  });
  await openPage(CONTAINER);
  await open(page, { src: ['/gone-1.js', '/gone-2.js'] });
  expect(await page.evaluate('window.ended')).toBe('script-load-failed');
  // The first URL is also preloaded.
  const attempts = 1 + Number(documented.retries);
  expect(requests.filter((path) => path === '/gone-2.js')).toHaveLength(attempts);
});

test('src and type', async ({ page, openPage }) => {
  const requested = new Set();
  await page.route('https://remote.biometric.kz/**', (route) => {
    requested.add(route.request().url());
    return route.abort();
  });
  await openPage(CONTAINER);
  await page.evaluate(() => {
    window.types = [];
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) if (node.nodeName === 'SCRIPT') window.types.push(node.type);
    }).observe(document, { childList: true, subtree: true });
  });
  await open(page, { retries: 0 });
  expect(await page.evaluate('window.ended')).toBe('script-load-failed');
  expect([...requested]).toEqual([
    'https://remote.biometric.kz/widget/flow-widget.umd.js',
    'https://remote.biometric.kz/widget/flow-widget.js',
  ]);
  expect(await page.evaluate('window.types')).toEqual(['module', 'module']);
});

test('conflict', async ({ page, openPage }) => {
  await fakeWidget(page);
  await openPage(CONTAINER);
  const src = '/widget/flow-widget.umd.js';
  await open(page, { src });
  await page.evaluate('window.session.started');
  const code = await page.evaluate(async (src) => {
    const { startSession } = await import('/dist/index.js');
    return startSession({ id: 'b', selector: '#flow-widget', src }).catch((error) => error.code);
  }, src);
  expect([code, await state(page)]).toEqual(['session-active', 'active']);
});

test('nonce, offline and preflight', async ({ page, openPage }) => {
  const requests = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await fakeWidget(page);
  await openPage(`<script nonce="of-the-page"></script>${CONTAINER}`);
  await page.evaluate("Object.defineProperty(navigator, 'onLine', { value: false })");
  await open(page, { src: '/widget/flow-widget.umd.js' });
  // The script is loaded although the browser says that it is offline.
  await page.evaluate('window.session.started');
  const nonce = await page.evaluate("document.querySelector('script[src*=umd]').nonce");
  expect(nonce).toBe('of-the-page');
  expect(requests.filter((path) => path.includes('environment'))).toEqual([]);
});

for (const [lang, languages, expected] of [
  ['ru', ['kk-KZ', 'en'], 'ru'],
  ['kk', ['ru', 'en'], 'kz'],
  ['en-GB', ['ru'], 'en'],
  ['', ['kk-KZ', 'ru'], 'kz'],
  // A language that the widget does not have.
  ['fr', ['de', 'ru-RU', 'kk'], 'ru'],
  ['fr', ['de'], 'en'],
  ['', [], 'en'],
])
  test(`locale: <html lang="${lang}"> and the languages ${languages.join() || 'none'} give ${expected}`, async ({
    page,
    openPage,
  }) => {
    await openPage(CONTAINER);
    await page.evaluate(
      ([lang, languages]) => {
        document.documentElement.lang = lang;
        Object.defineProperty(navigator, 'languages', { value: languages });
        window.FlowWidget = {
          startSession({ locale }) {
            window.locale = locale;
          },
        };
      },
      [lang, languages],
    );
    await open(page, { src: '/widget/flow-widget.umd.js' });
    await page.evaluate('window.session.started');
    expect(await page.evaluate('window.locale')).toBe(expected);
  });

test('the options of verify', async ({ page, openPage }) => {
  await page.addInitScript(recordTimers);
  await page.addInitScript(() => {
    const { fetch } = window;
    window.credentials = [];
    window.fetch = (url, init) => {
      if (String(url).includes('/api/mine')) window.credentials.push(new Request(url, init).credentials);
      return fetch(url, init);
    };
  });
  await fakeWidget(page);
  const backend = await FakeBackend.at(page);
  backend.onGet = { json: PENDING };
  await openPage(CONTAINER);
  await begin(page);
  await reach(page, 'active');
  // `watch`: a timer runs until the first request for the verdict.
  await expect.poll(() => running(page)).toHaveLength(documented.watch === 'true' ? 1 : 0);
  // `resume`
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
  await page.evaluate('window.finish()');
  await expect.poll(() => running(page)).toContain(Number(documented['timeouts.result']));
  await expect.poll(() => backend.count('GET')).toBeGreaterThan(0);
  const credentials = await page.evaluate('window.credentials');
  expect(new Set(credentials)).toEqual(new Set([documented.credentials.replaceAll("'", '')]));
});

for (const entry of ['index', 'slim']) {
  test(`\`timeouts.script\` of 0 limits no download of a part of the package: ${entry}`, async ({
    page,
    openPage,
  }) => {
    await openPage('');
    const limits = await page.evaluate(async (entry) => {
      const { startSession } = await import(`/dist/${entry}.js`);
      const limits = [];
      const { timeout } = AbortSignal;
      AbortSignal.timeout = (ms) => {
        limits.push(ms);
        return timeout.call(AbortSignal, ms);
      };
      window.FlowWidget = { startSession: () => setTimeout(() => dispatchEvent(new CustomEvent('finish'))) };
      await startSession({ id: 'a', timeouts: { script: 0 } });
      return limits;
    }, entry);
    // The core and the dialog.
    expect(limits.length).toBeGreaterThan(1);
    // Longer than a page lives: `AbortSignal.timeout` has no value for "never".
    for (const ms of limits) expect(ms).toBe(2 ** 32 - 1);
  });
}
