/**
 * `npm run soak`: opens thousands of sessions in one page, ends them in all supported ways, and checks that none
 * leaks. See docs/soak.md.
 *
 *     npm run soak -- [--sessions N] [--seed N] [--leak NAME] [--write]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { setup } from '../scripts/setup.mjs';

const PAGE = fileURLToPath(new URL('../docs/soak.md', import.meta.url));
const WARMUP = 100;

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: {
        sessions: { type: 'string', default: '2000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        leak: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
    const sessions = parseInteger('sessions', values.sessions, 2 * WARMUP);
    return { ...values, sessions, seed: parseInteger('seed', values.seed, 0) };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm run soak -- [--sessions N] [--seed N] [--leak NAME] [--write]`,
    );
    return process.exit(2);
  }
}

function parseInteger(name, text, min) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min && text.trim() !== '') return value;
  throw new Error(`--${name} must be an integer of at least ${min}; got "${text}".`);
}

const { sessions, seed, leak, write } = parseOptions();
const { env, chromium } = await setup({ tests: true });
await build({ env });
const { launch } = await import('./browser.mjs');
const { serve } = await import('./server.mjs');
const { soak } = await import('./run.mjs');
const { measurements, runs, writeFigures } = await import('./report.mjs');

const server = await serve();
const browser = await launch(chromium);
try {
  console.log(`\n${sessions} sessions in one page, seed ${seed}${leak ? `, with a leak: ${leak}` : ''}`);
  let logged = 0;
  const progress = (count) => {
    if (count - logged < 200) return;
    logged = count;
    console.log(`  ${count}`);
  };
  const result = await soak({ browser, url: server.url }, { sessions, warmup: WARMUP, seed, leak, progress });
  console.log(`\n${runs(result)}\n\n${measurements(result)}\n`);
  for (const text of result.failures.slice(0, 20)) console.error(text);
  if (result.failures.length + result.grown.length > 0) {
    const grown = result.grown.length > 0 ? ` Grown: ${result.grown.join(', ')}.` : '';
    console.error(
      `FAILED: ${result.failures.length} failures.${grown} To repeat: npm run soak -- --seed ${seed}`,
    );
    process.exitCode = 1;
  } else {
    console.log('Passed: nothing is left of the sessions.');
    if (write) {
      const date = new Date().toISOString().slice(0, 10);
      await writeFigures(PAGE, result, { seed, version: browser.version, date });
    }
  }
} finally {
  await browser.close();
  await server.close();
}
