/**
 * The generated calls in the engine that the variable `ENGINE` names.
 *
 *     npm run test:browsers -- "firefox hostile" 2000           the number of calls in the largest group
 *     npm run test:browsers -- "webkit hostile" -g "any config"
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../../matrix/drive.mjs';
import { openBrowser } from '../../matrix/engines.mjs';
import { GROUPS, missingOutcomes, optionsOf, SEED } from './groups.mjs';
import { serveHostile } from './server.mjs';

const { ENGINE = 'firefox' } = process.env;

/** The time limit of a group, in ms. */
const LIMIT = 600_000;

/** Refuses other hosts: some calls use the default URLs. */
const POLICY = `<meta http-equiv="Content-Security-Policy"
  content="default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'">`;

/** The result is text, because WebDriver would follow objects of other realms. */
const MAKE_CALLS = `const [options, done] = arguments;
  makeCalls(options).then(
    (result) => done(JSON.stringify(result)),
    (error) => done(JSON.stringify({ failures: [String(error)], outcomes: {} })),
  );`;

let server;
let driver;
let close;
before(async () => {
  server = await serveHostile(`build/hostile/${ENGINE}`, POLICY);
  ({ driver, close } = await openBrowser(ENGINE, process.env));
  await driver.manage().setTimeouts({ script: LIMIT });
});
after(async () => {
  await close?.();
  await server?.close();
});

for (const group of GROUPS)
  test(`${group.title}, in ${ENGINE}`, { timeout: LIMIT }, async (t) => {
    const options = optionsOf(group);
    // Another URL for each group, since the page of the one before is still there until this one has loaded.
    const page = `${server.url}/page.html?${options.lane}`;
    await driver.get(page);
    await until(
      () => driver.executeScript('return location.href === arguments[0] && !!window.makeCalls', page),
      `${page} has not loaded`,
    );
    const began = performance.now();
    const { failures, outcomes } = JSON.parse(await driver.executeAsyncScript(MAKE_CALLS, options));
    const made = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    t.diagnostic(
      `${ENGINE}: ${made} calls, seed ${SEED}, ${seconds} s, ${Object.keys(outcomes).length} outcomes`,
    );
    assert.deepEqual(failures, []);
    assert.deepEqual(missingOutcomes(group, outcomes), []);
  });
