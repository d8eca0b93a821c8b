import { CaseRun, longLived, removeWidget, sleep } from './case-run.js';
import { CASES, TRAP, WEIGHTED } from './cases.js';
import { LEAKS } from './leaks.js';
import { Random } from './random.js';

/** Unhandled rejections and uncaught exceptions since the last run of a case. */
let uncaught = [];
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  uncaught.push(event.reason?.code ?? String(event.reason));
});
addEventListener('error', (event) => {
  // Exceptions only: the `error` event of a script or link does not bubble to window.
  uncaught.push(event.message);
});

for (const target of [document.body, longLived.signal]) globalThis.soakProbe.watch(target);

let random;
let queue = [];
let number = 0;

globalThis.soak = {
  longLived: longLived.signal,

  /** Seeds all random choices. Each case runs once, in random order; then cases are drawn by their weight. */
  begin(seed) {
    const cases = Object.keys(CASES);
    random = new Random(seed);
    // Fills V8's cache for number-to-string conversion, which otherwise grows once during the soak.
    for (let count = 0; count < 50_000; count++) String(count);
    queue = random.shuffled(cases.filter((name) => name !== TRAP));
    return { cases, trap: TRAP };
  },

  /**
   * Runs cases until at least `sessions` more sessions were opened. Keeps nothing but counts and failures.
   *
   * @param name the only case to run; default: all
   * @param leak the name of a deliberate leak
   */
  async run({ sessions, name, leak }) {
    const result = { sessions: 0, runs: {}, failures: [] };
    while (result.sessions < sessions) {
      if (queue.length === 0) queue = random.shuffled(WEIGHTED);
      const next = name ?? queue.pop();
      const { opened, failures } = await runCase(next, leak);
      result.sessions += opened;
      result.runs[next] = (result.runs[next] ?? 0) + 1;
      for (const text of failures) result.failures.push(`run ${number}, ${next}: ${text}`);
    }
    // Each run leaves the widget in the page for the next one.
    removeWidget();
    return result;
  },
};

async function runCase(name, leak) {
  number += 1;
  const run = new CaseRun(number, random);
  const { failures } = run;
  try {
    await CASES[name][1](run);
    if (leak) LEAKS[leak](run);
  } catch (error) {
    failures.push(`the soak itself failed: ${error?.stack ?? error}`);
  }
  await run.settled();
  // The browser reports an unhandled rejection in a later task.
  if (run.unhandled.length > 0 || leak) await sleep(5);
  if (uncaught.join() !== run.unhandled.join()) failures.push(`uncaught: ${uncaught.join() || 'nothing'}`);
  uncaught = [];
  const container = document.querySelector('#container');
  const left = container.childElementCount;
  if (left > run.finishes) failures.push(`${left} elements of the widget are left`);
  container.replaceChildren();
  for (const selector of ['dialog', 'link[href*="/widget/"]:not([href$="preloaded.js"])']) {
    if (document.querySelector(selector)) failures.push(`a ${selector} is left`);
  }
  performance.clearResourceTimings();
  return { opened: run.sessions, failures };
}
