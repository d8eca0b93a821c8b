/**
 * `npm run soak`: opens and ends thousands of sessions in one page, in all ways there are, and looks whether anything
 * of them is left. See docs/soak.md.
 *
 *     npm run soak -- [--sessions N] [--seed N] [--leak NAME] [--write]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { setup } from '../scripts/setup.mjs';

const PAGE = fileURLToPath(new URL('../docs/soak.md', import.meta.url));
const WARMUP = 100;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        sessions: { type: 'string', default: '2000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        leak: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
    const sessions = whole('sessions', values.sessions, 2 * WARMUP);
    return { ...values, sessions, seed: whole('seed', values.seed, 0) };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm run soak -- [--sessions N] [--seed N] [--leak NAME] [--write]`,
    );
    return process.exit(2);
  }
}

function whole(name, text, least) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && text.trim() !== '') return value;
  throw new Error(`--${name} must be a whole number from ${least} on; got "${text}".`);
}

const { sessions, seed, leak, write } = options();
const { env, chromium } = await setup({ tests: true });
await build({ env });
const { launch } = await import('./browser.mjs');
const { serve } = await import('./server.mjs');
const { soak } = await import('./run.mjs');
const { measurements, turns, writeFigures } = await import('./report.mjs');

const server = await serve();
const browser = await launch(chromium);
try {
  console.log(`\n${sessions} sessions in one page, seed ${seed}${leak ? `, with a leak: ${leak}` : ''}`);
  let said = 0;
  const progress = (count) => {
    if (count - said < 200) return;
    said = count;
    console.log(`  ${count}`);
  };
  const result = await soak({ browser, url: server.url }, { sessions, warmup: WARMUP, seed, leak, progress });
  console.log(`\n${turns(result)}\n\n${measurements(result)}\n`);
  for (const text of result.wrong.slice(0, 20)) console.error(text);
  const failed = result.wrong.length + result.grown.length > 0;
  if (failed) {
    const grown = result.grown.length > 0 ? ` Grown: ${result.grown.join(', ')}.` : '';
    console.error(`FAILED: ${result.wrong.length} wrong.${grown} Again: npm run soak -- --seed ${seed}`);
    process.exitCode = 1;
  } else {
    console.log('Nothing is left of them.');
    if (write) {
      const date = new Date().toISOString().slice(0, 10);
      await writeFigures(PAGE, result, { seed, version: browser.version, date });
    }
  }
} finally {
  await browser.close();
  await server.close();
}
