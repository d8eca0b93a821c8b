import { openBrowser } from '../tests/browser/matrix/engines.mjs';

/**
 * The preferences of an engine, an asynchronous script that collects garbage, and the values that depend on a collection
 * that the engine does not offer.
 */
const ENGINES = {
  firefox: {
    prefs: {
      'dom.testing.testutils.enabled': true,
      // A camera that shows a test pattern, and whose use is allowed without a prompt.
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
    },
    gc: 'window.TestUtils.gc().then(() => done(), (error) => done(String(error)));',
    // Firefox keeps the last `<script>` of each URL until the page is closed.
    unknown: ['scripts'],
  },
  webkit: {
    gc: 'done();',
    // There is no camera either.
    unknown: ['tracks', 'created', 'scripts', 'instances', 'memory', 'table', 'references'],
  },
};

/** The time limit of a call in the page, in ms. */
const LIMIT = 120_000;

/** Calls a function and returns its result as text. WebDriver keeps globals of a script apart from the page's. */
const CALL = `const [object, name, argument, done] = arguments;
  Promise.resolve(window[object][name](argument)).then(
    (value) => done(JSON.stringify({ value })),
    (error) => done(JSON.stringify({ error: String(error) })),
  );`;

/**
 * Opens Firefox or WebKitGTK, which count only what a page can see.
 *
 * @param {'firefox' | 'webkit'} engine
 * @param {NodeJS.ProcessEnv} env the environment, with the paths of the browser and its driver
 * @returns an object as `launch` in `browser.mjs` returns
 */
export async function launchDriver(engine, env) {
  const { prefs, gc, unknown } = ENGINES[engine];
  const { driver, close } = await openBrowser(engine, env, prefs);
  await driver.manage().setTimeouts({ script: LIMIT });
  const capabilities = await driver.getCapabilities();
  const call = async (...args) => {
    const { value, error } = JSON.parse(await driver.executeAsyncScript(CALL, ...args));
    if (error) throw new Error(error);
    return value;
  };
  const page = {
    call: (name, argument) => call('soak', name, argument),
    async collectGarbage() {
      const error = await driver.executeAsyncScript(`const done = arguments[0]; ${gc}`);
      if (error) throw new Error(error);
    },
    async read() {
      const values = Object.entries(await call('soakProbe', 'read', null));
      return Object.fromEntries(values.filter(([name]) => !unknown.includes(name)));
    },
  };
  let pages = 0;
  return {
    version: capabilities.get('browserVersion') ?? '',
    close,
    async withPage(url, work) {
      // Another URL each time, since the previous page is still there until the next one has loaded.
      const address = `${url}/?${++pages}`;
      await driver.get(address);
      for (const end = Date.now() + LIMIT; ; ) {
        const isLoaded = await driver
          .executeScript('return location.href === arguments[0] && !!window.soak', address)
          .catch(() => false);
        if (isLoaded) return work(page);
        if (Date.now() > end) throw new Error(`${address} did not load within ${LIMIT / 1000} s.`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}
