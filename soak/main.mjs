/**
 * `npm run soak`: opens thousands of sessions in one page, ends them in all supported ways, and checks that none
 * leaks. See docs/soak.md.
 *
 *     npm run soak -- [--browser chromium|firefox|webkit] [--sessions N] [--seed N] [--leak NAME] [--write]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { setup } from '../scripts/setup.mjs';
import { withDisplay } from '../scripts/test/display.mjs';

const PAGE = fileURLToPath(new URL('../docs/soak.md', import.meta.url));
/** The fewest sessions. The second half is compared with the first, in which the browser's own heap still grows. */
const LEAST = 200;
const BROWSERS = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: {
        sessions: { type: 'string', default: '2000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        leak: { type: 'string' },
        browser: { type: 'string', default: 'chromium' },
        write: { type: 'boolean', default: false },
      },
    });
    if (!Object.hasOwn(BROWSERS, values.browser))
      throw new Error(
        `--browser must be one of ${Object.keys(BROWSERS).join(', ')}; got "${values.browser}".`,
      );
    const sessions = parseInteger('sessions', values.sessions, LEAST);
    return { ...values, sessions, seed: parseInteger('seed', values.seed, 0) };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm run soak -- [--browser NAME] [--sessions N] [--seed N] [--leak NAME] [--write]`,
    );
    return process.exit(2);
  }
}

function parseInteger(name, text, min) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min && text.trim() !== '') return value;
  throw new Error(`--${name} must be an integer of at least ${min}; got "${text}".`);
}

const { sessions, seed, leak, write, browser: engine } = parseOptions();
const isChromium = engine === 'chromium';
const { env, ...programs } = await setup({ tests: true, browsers: !isChromium });
for (const [name, path] of Object.entries(programs)) env[name.toUpperCase()] = path;
await build({ env });
const { openEngine } = await import('./engine.mjs');
const { serve } = await import('./server.mjs');
const { soak } = await import('./run.mjs');
const { measurements, runs, writeFigures } = await import('./report.mjs');

if (engine === 'webkit') await withDisplay(programs, env, main);
else await main(env);

async function main(environment) {
  const server = await serve();
  let browser;
  try {
    browser = await openEngine(engine, environment);
    console.log(
      `\n${sessions} sessions in one page of ${BROWSERS[engine]}, seed ${seed}${leak ? `, with a leak: ${leak}` : ''}`,
    );
    let logged = 0;
    const progress = (count) => {
      if (count - logged < 200) return;
      logged = count;
      console.log(`  ${count}`);
    };
    const result = await soak(
      { browser, url: server.url },
      { sessions, warmup: Math.floor(sessions / 2), seed, leak, progress },
    );
    console.log(`\n${runs(result)}\n\n${measurements(result)}\n`);
    for (const text of result.failures.slice(0, 20)) console.error(text);
    if (result.failures.length + result.grown.length > 0) {
      const grown = result.grown.length > 0 ? ` Grown: ${result.grown.join(', ')}.` : '';
      console.error(
        `FAILED: ${result.failures.length} failures.${grown} To repeat: npm run soak -- --browser ${engine} --seed ${seed}`,
      );
      process.exitCode = 1;
    } else {
      console.log('Passed: nothing is left of the sessions.');
      if (write) {
        const date = new Date().toISOString().slice(0, 10);
        const version = `${BROWSERS[engine]} ${browser.version}`;
        await writeFigures(PAGE, result, { engine, seed, version, date });
      }
    }
  } finally {
    await browser?.close();
    await server.close();
  }
}
