/**
 * Runs the fault matrix in one engine and exits with 1 if a row fails or does not run.
 *
 *     node tests/browser/matrix/main.mjs [chromium|firefox|webkit] [ROW…]
 *
 * `ROW` is the beginning of a row id, such as `csp/` or `wasm/trap`. Browsers and drivers are read from the environment
 * (`CHROMIUM`, `CHROMEDRIVER`, `FIREFOX`, `GECKODRIVER`, `WEBKITDRIVER`), as `npm test` sets them.
 */
import { runMatrix } from './matrix.mjs';

const [engine = 'chromium', ...only] = process.argv.slice(2);
const { env } = process;
const programs = {
  chromium: env.CHROMIUM,
  chromedriver: env.CHROMEDRIVER ?? 'chromedriver',
  firefox: env.FIREFOX,
  geckodriver: env.GECKODRIVER ?? 'geckodriver',
  webkitdriver: env.WEBKITDRIVER ?? 'WebKitWebDriver',
  minibrowser: env.MINIBROWSER,
};
const { ran, expected, failures, version } = await runMatrix(engine, { programs, env, only });
console.log(`${ran} rows in ${engine} ${version}, ${failures.length} failed`);
if (failures.length > 0) console.error(`Failed: ${failures.join(', ')}`);
if (ran !== expected || ran === 0) console.error(`Expected ${expected} rows in ${engine}, but ${ran} ran.`);
if (failures.length > 0 || ran !== expected || ran === 0) process.exitCode = 1;
