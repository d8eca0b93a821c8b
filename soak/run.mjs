import { grownRows, measure } from './measure.mjs';

/**
 * Sessions between two garbage collections. The handlers of a Promise occupy WebAssembly memory until they are
 * collected, and that memory never shrinks: without regular collections its size would depend on chance.
 */
const BATCH = 20;

/** Longer than any timer that a dead instance may have left, in ms. */
const SETTLE_TIME = 600;

/** Sessions in which the core traps, or which follow a trap, after the second measurement: two for each trap. */
const TRAP_SESSIONS = 10;

/**
 * Opens and ends `sessions` sessions in one page. Measures after the first `warmup` sessions, at the end, and again
 * after some traps of the core.
 *
 * @param seed the seed of all random choices
 * @param leak the name of a deliberate leak in `page/leaks.js`
 * @param only the name of the only case to run; default: all
 * @param heapTolerance the fraction by which the heap may grow
 * @returns the number of sessions, the runs of each case, the measurements, the failures, and the rows that have grown
 */
export async function soak(
  { browser, url },
  { sessions, warmup, seed, leak, only, heapTolerance = 0.02, progress = () => {} },
) {
  return browser.withPage(url, async (page) => {
    const result = { sessions: 0, runs: {}, failures: [] };
    const runUpTo = async (limit, name) => {
      while (result.sessions < limit) {
        const options = { sessions: Math.min(BATCH, limit - result.sessions), name, leak };
        const batch = await page.call('run', options);
        result.sessions += batch.sessions;
        result.failures.push(...batch.failures);
        for (const [name, count] of Object.entries(batch.runs))
          result.runs[name] = (result.runs[name] ?? 0) + count;
        await page.collectGarbage();
        progress(result.sessions);
      }
    };
    const count = async () => ({
      sessions: result.sessions,
      ...(await measure(page, only ? 0 : SETTLE_TIME)),
    });

    const { cases, trap } = await page.call('begin', seed);
    if (!only) await runUpTo(1, trap);
    await runUpTo(warmup, only);
    const before = await count();
    await runUpTo(sessions, only);
    const after = await count();
    if (!only) await runUpTo(result.sessions + TRAP_SESSIONS, trap);
    const afterTraps = only ? after : await count();

    for (const name of only ? [only] : cases) {
      if (!result.runs[name]) result.failures.push(`${name}: did not run`);
    }
    const measured = { before, after, afterTraps };
    return { ...result, measured, grown: grownRows(measured, heapTolerance) };
  });
}
