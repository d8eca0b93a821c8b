import { expect, test } from '@playwright/test';
import { serveHostile } from './hostile/server.mjs';

/** `HOSTILE_SEED` and `HOSTILE_PATH` reproduce a failure; `HOSTILE_CALLS` sets the number of calls. */
const SEED = Number(process.env.HOSTILE_SEED ?? 20_261);
const PATH = process.env.HOSTILE_PATH;
const CALLS = Number(process.env.HOSTILE_CALLS ?? 10_000);
/** Number of frames that make calls in parallel, because most calls wait for a timeout. */
const FRAMES = PATH ? 1 : 16;

const SESSIONS = ['startSession', 'openSession', 'verify', 'loadWidget'];
const OTHERS = ['preload', 'negotiateLocale', 'FlowWidgetError', 'checkEnvironment'];

let server;
// biome-ignore lint/correctness/noEmptyPattern: Playwright requires a destructuring pattern
test.beforeAll(async ({}, { workerIndex }) => {
  server = await serveHostile(`build/hostile/${workerIndex}`);
});
test.afterAll(() => server.close());

/** Makes `calls` generated calls in frames of a page; `prepare` runs in each frame before any other script. */
async function makeCalls(page, { api = '/dist/index.js', methods, calls, prepare }) {
  await page.route(/^https:/, (route) => route.abort());
  if (prepare) await page.addInitScript(`if (self !== top) (${prepare})()`);
  await page.goto(`${server.url}/page.html`);
  await page.waitForFunction('globalThis.check');
  await page.evaluate((frames) => {
    for (let index = 0; index < frames; index++) {
      const frame = document.createElement('iframe');
      frame.name = `lane-${index}`;
      frame.src = '/lane.html';
      document.body.append(frame);
    }
  }, FRAMES);
  const runs = Math.ceil(calls / FRAMES);
  const results = await Promise.all(
    Array.from({ length: FRAMES }, async (_, index) => {
      await expect.poll(() => page.frame(`lane-${index}`)).not.toBeNull();
      const frame = page.frame(`lane-${index}`);
      await frame.waitForFunction('globalThis.lane');
      const options = { api, methods, runs, seed: SEED + index, path: PATH };
      return frame.evaluate((options) => globalThis.lane(options), options);
    }),
  );
  const outcomes = {};
  for (const result of results)
    for (const [kind, times] of Object.entries(result.outcomes))
      outcomes[kind] = (outcomes[kind] ?? 0) + times;
  if (process.env.HOSTILE_SEED) console.log(outcomes);
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  return outcomes;
}

test('any config of a session gives a result, a FlowWidgetError or an abort reason', async ({ page }) => {
  test.setTimeout(360_000);
  const outcomes = await makeCalls(page, { methods: SESSIONS, calls: CALLS });
  if (PATH) return;
  // Ensures that the calls pass the validation and reach every kind of outcome.
  for (const method of SESSIONS)
    for (const outcome of ['invalid-config', 'a result', 'the reason'])
      expect(outcomes[`${method}: ${outcome}`], `${method}: ${outcome}`).toBeGreaterThan(0);
});

test('any argument of the other exports gives a result, or the error that the argument itself throws', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await makeCalls(page, { methods: OTHERS, calls: CALLS });
});

for (const [entry, methods] of Object.entries({
  slim: ['init', ...SESSIONS],
  client: ['createFlowClient', 'encodePhoto', 'isValidIin'],
})) {
  test(`any argument of the exports of /${entry} gives a result or an expected error`, async ({ page }) => {
    test.setTimeout(240_000);
    await makeCalls(page, { api: `/dist/${entry}.js`, methods, calls: CALLS / 5 });
  });
}

/** Changes that other scripts make to built-in objects before the package runs, without breaking the page. */
const POLLUTED = {
  'fields on Object.prototype': () => {
    for (const name of ['selector', 'timeouts', 'src', 'id', 'retries', 'nonce', 'endpoint', 'code'])
      Object.defineProperty(Object.prototype, name, { configurable: true, writable: true, value: 7 });
  },
  'getters on Object.prototype that throw': () => {
    for (const name of ['preflight', 'container', 'locale', 'integrity', 'conflict', 'onState', 'headers'])
      Object.defineProperty(Object.prototype, name, {
        configurable: true,
        set(value) {
          Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
        },
        get() {
          throw new TypeError(`on purpose, ${name}`);
        },
      });
  },
  'changed methods of Array.prototype': () => {
    Array.prototype.polluted = 7;
    Array.prototype.flat = () => {
      throw new TypeError('on purpose, flat');
    };
    Array.prototype.toJSON = () => 'a list';
  },
  'a replaced Promise.prototype.then': () => {
    const { then } = Promise.prototype;
    // biome-ignore lint/suspicious/noThenProperty: libraries that trace asynchronous work replace it
    Promise.prototype.then = function (...handlers) {
      return then.apply(
        this,
        handlers.map((one) => (typeof one === 'function' ? (value) => one(value) : one)),
      );
    };
  },
};
for (const [name, prepare] of Object.entries(POLLUTED)) {
  test(`any argument gives an expected outcome in a page with ${name}`, async ({ page }) => {
    test.setTimeout(240_000);
    await makeCalls(page, { methods: [...SESSIONS, ...OTHERS], calls: CALLS / 10, prepare });
  });
}

test('any argument gives an expected outcome in a document without a head', async ({ page }) => {
  const prepare = () => addEventListener('DOMContentLoaded', () => document.head.remove());
  const outcomes = await makeCalls(page, { methods: [...SESSIONS, ...OTHERS], calls: CALLS / 20, prepare });
  if (!PATH) expect(outcomes['startSession: unsupported-environment']).toBeGreaterThan(0);
});
