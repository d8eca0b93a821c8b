import { expect, test } from '@playwright/test';
import { serve } from '../../../soak/server.mjs';

/** Any will do; HOSTILE_SEED takes another, HOSTILE_CALLS another number of calls. */
const SEED = Number(process.env.HOSTILE_SEED ?? 20_261);
const CALLS = Number(process.env.HOSTILE_CALLS ?? 10_000);
/** Frames in which calls are made side by side, as most of them wait for a time limit. */
const LANES = 16;

const SESSIONS = ['startSession', 'openSession', 'verify', 'loadWidget'];
const BESIDE = ['preload', 'negotiateLocale', 'FlowWidgetError', 'checkEnvironment'];

let server;
test.beforeAll(async () => {
  server = await serve({
    folders: { hostile: 'tests/browser/e2e/hostile' },
    pages: {
      '/lane.html':
        '<!doctype html><html lang="en"><title>lane</title><div id="flow-widget"><p>before</p></div><script type="module">import "/hostile/lane.js"</script>',
    },
  });
});
test.afterAll(() => server.close());

/** Makes `calls` calls in frames of a page; `prepare` runs in each before anything of ours is there. */
async function play(page, { api = '/dist/index.js', methods, calls, seed = SEED, prepare }) {
  await page.route(/^https:/, (route) => route.abort());
  if (prepare) await page.addInitScript(prepare);
  await page.goto(`${server.url}/lane.html`);
  await page.evaluate((lanes) => {
    for (let lane = 0; lane < lanes; lane++) {
      const frame = document.createElement('iframe');
      frame.name = `lane-${lane}`;
      frame.src = '/lane.html';
      document.body.append(frame);
    }
  }, LANES);
  const count = Math.ceil(calls / LANES);
  const results = await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const frame = await expect
        .poll(() => page.frame(`lane-${lane}`))
        .not.toBeNull()
        .then(() => page.frame(`lane-${lane}`));
      await frame.waitForFunction('globalThis.lane');
      return frame.evaluate((options) => globalThis.lane(options), {
        api,
        methods,
        seed,
        from: lane * count,
        count,
      });
    }),
  );
  const outcomes = {};
  for (const result of results)
    for (const [kind, times] of Object.entries(result.outcomes))
      outcomes[kind] = (outcomes[kind] ?? 0) + times;
  return { wrong: results.flatMap(({ wrong }) => wrong), outcomes };
}

test('any config, in any way to open a session: an error of ours, the reason of a signal, or an answer', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const { wrong, outcomes } = await play(page, { methods: SESSIONS, calls: CALLS });
  if (process.env.HOSTILE_SEED) console.log(outcomes);
  expect(wrong.slice(0, 20), `${wrong.length} wrong, seed ${SEED}`).toEqual([]);
  // It got through to all kinds of end, not only to the door.
  for (const method of SESSIONS)
    for (const outcome of ['invalid-config', 'an answer', 'the reason'])
      expect(outcomes[`${method}: ${outcome}`], `${method}: ${outcome}`).toBeGreaterThan(0);
});

test('any argument, of what stands beside: an answer, or what the page itself has thrown', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const { wrong } = await play(page, { methods: BESIDE, calls: CALLS });
  expect(wrong.slice(0, 20), `${wrong.length} wrong, seed ${SEED}`).toEqual([]);
});

for (const [entry, methods] of Object.entries({
  slim: ['init', ...SESSIONS],
  client: ['createFlowClient', 'encodePhoto', 'isValidIin'],
})) {
  test(`the same of /${entry}`, async ({ page }) => {
    test.setTimeout(120_000);
    const { wrong } = await play(page, { api: `/dist/${entry}.js`, methods, calls: CALLS / 5 });
    expect(wrong.slice(0, 20), `${wrong.length} wrong, seed ${SEED}`).toEqual([]);
  });
}

/** What other scripts do to a page before ours; with each of it the rest of the page still works. */
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
  'Array.prototype with more, and less': () => {
    Array.prototype.polluted = 7;
    Array.prototype.flat = () => {
      throw new TypeError('on purpose, flat');
    };
    Array.prototype.toJSON = () => 'a list';
  },
  "Promise.prototype.then that is another's": () => {
    const { then } = Promise.prototype;
    // biome-ignore lint/suspicious/noThenProperty: a library that follows asynchronous work does so
    Promise.prototype.then = function (...handlers) {
      return then.apply(
        this,
        handlers.map((one) => (typeof one === 'function' ? (value) => one(value) : one)),
      );
    };
  },
};
for (const [name, prepare] of Object.entries(POLLUTED)) {
  test(`in a polluted page: ${name}`, async ({ page }) => {
    test.setTimeout(120_000);
    const { wrong } = await play(page, { methods: [...SESSIONS, ...BESIDE], calls: CALLS / 10, prepare });
    expect(wrong.slice(0, 20), `${wrong.length} wrong, seed ${SEED}`).toEqual([]);
  });
}

test('in a document without a head', async ({ page }) => {
  const prepare = () => addEventListener('DOMContentLoaded', () => document.head.remove());
  const { wrong, outcomes } = await play(page, {
    methods: [...SESSIONS, ...BESIDE],
    calls: CALLS / 20,
    prepare,
  });
  expect(wrong.slice(0, 20), `${wrong.length} wrong, seed ${SEED}`).toEqual([]);
  expect(outcomes['startSession: unsupported-environment']).toBeGreaterThan(0);
});
