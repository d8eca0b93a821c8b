import { grown, measure } from './measure.mjs';

/**
 * How many sessions are played between two collections. A Promise's handlers go with it, and with them their part of
 * WebAssembly's memory, which never shrinks: how large it becomes must not depend on when a browser happens to collect.
 */
const BATCH = 20;

/** Longer than any time limit that still runs for an instance that is dead, in ms. */
const SETTLING = 600;

/** Each time a new instance of the core takes the place of one that is good for nothing any more. */
const FAILURES = 10;

/**
 * Opens and ends `sessions` sessions in one page, and counts what is there after the first `warmup` of them and in the
 * end; then lets the core fail some more, and counts again. `seed` decides their order and all that is left to chance;
 * `leak` is a fault on purpose (`page/leaks.js`), `only` the one kind of end to play.
 *
 * @returns how many were opened, how often each kind had its turn, what was counted, and what was wrong
 */
export async function soak(
  { browser, url },
  { sessions, warmup, seed, leak, only, heapLimit = 0.02, progress = () => {} },
) {
  return browser.withPage(url, async (page, tools) => {
    const seen = { sessions: 0, turns: {}, wrong: [] };
    const play = async (upTo, kind) => {
      while (seen.sessions < upTo) {
        const options = { sessions: Math.min(BATCH, upTo - seen.sessions), kind, leak };
        const more = await page.evaluate((options) => globalThis.soak.play(options), options);
        seen.sessions += more.sessions;
        seen.wrong.push(...more.wrong);
        for (const [kind, times] of Object.entries(more.turns))
          seen.turns[kind] = (seen.turns[kind] ?? 0) + times;
        await tools.send('HeapProfiler.collectGarbage');
        progress(seen.sessions);
      }
    };
    const count = async () => ({
      sessions: seen.sessions,
      ...(await measure(page, tools, only ? 0 : SETTLING)),
    });

    const { kinds, failing } = await page.evaluate((seed) => globalThis.soak.begin(seed), seed);
    if (!only) await play(1, failing);
    await play(warmup, only);
    const before = await count();
    await play(sessions, only);
    const after = await count();
    if (!only) await play(seen.sessions + FAILURES, failing);
    const afterFailures = only ? after : await count();

    for (const kind of only ? [only] : kinds) if (!seen.turns[kind]) seen.wrong.push(`${kind}: had no turn`);
    return {
      ...seen,
      measured: { before, after, afterFailures },
      grown: grown({ before, after, afterFailures }, heapLimit),
    };
  });
}
