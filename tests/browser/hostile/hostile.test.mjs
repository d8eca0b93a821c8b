// The generated calls of `tests/browser/e2e/hostile-random.spec.mjs` in the engine that the variable ENGINE names.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serveHostile } from '../e2e/hostile/server.mjs';
import { openBrowser } from '../matrix/engines.mjs';

/** `HOSTILE_SEED` selects other calls; `HOSTILE_CALLS` sets their number. */
const { ENGINE = 'firefox', HOSTILE_SEED = '20261', HOSTILE_CALLS = '4000' } = process.env;
const FRAMES = 8;
/** The time limit of a test, in ms. */
const LIMIT = 600_000;

/** Refuses other hosts: some calls use the default URLs. */
const POLICY = `<meta http-equiv="Content-Security-Policy"
  content="default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'">`;

let server;
let browser;
before(async () => {
  server = await serveHostile(`build/hostile/${ENGINE}`, POLICY);
  browser = await openBrowser(ENGINE, process.env);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Evaluates an expression in the page until its value is neither null nor undefined. */
async function poll(expression) {
  for (const end = performance.now() + LIMIT; performance.now() < end; ) {
    const value = await browser.driver.executeScript(`return ${expression}`).catch(() => null);
    if (value != null && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`\`${expression}\` has no value after ${LIMIT / 1_000} s.`);
}

for (const [name, methods] of [
  ['sessions', ['startSession', 'openSession', 'verify', 'loadWidget']],
  ['the other exports', ['preload', 'negotiateLocale', 'FlowWidgetError', 'checkEnvironment']],
])
  test(`any argument of ${name} gives an expected outcome in ${ENGINE}`, { timeout: LIMIT }, async () => {
    const { driver } = browser;
    await driver.get(`${server.url}/page.html`);
    await poll(
      "location.pathname === '/page.html' && document.readyState === 'complete' && !!globalThis.check",
    );
    await driver.executeScript(`for (let index = 0; index < ${FRAMES}; index++) {
      const frame = document.createElement('iframe');
      frame.src = '/lane.html';
      document.body.append(frame);
    }`);
    await poll(`frames.length === ${FRAMES} && Array.from(frames).every((frame) => frame.lane)`);
    const options = {
      api: '/dist/index.js',
      methods,
      runs: Math.ceil(Number(HOSTILE_CALLS) / FRAMES),
      seed: Number(HOSTILE_SEED),
    };
    await driver.executeScript(
      `const options = arguments[0];
      Promise.all(
        Array.from(frames, (frame, index) => frame.lane({ ...options, seed: options.seed + index })),
      ).then(
        (results) => { globalThis.results = JSON.stringify(results); },
        (error) => { globalThis.results = JSON.stringify([{ failures: [String(error)], outcomes: {} }]); },
      );`,
      options,
    );
    const results = JSON.parse(await poll('globalThis.results'));
    assert.deepEqual(
      results.flatMap(({ failures }) => failures),
      [],
    );
    const kinds = new Set(results.flatMap(({ outcomes }) => Object.keys(outcomes)));
    for (const method of methods)
      assert.ok(
        [...kinds].some((kind) => kind.startsWith(`${method}: `)),
        `${method} was never called`,
      );
  });
