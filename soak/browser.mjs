import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, FAKE_CAMERA } from '../scripts/chromium-flags.mjs';

const ARGS = [
  ...CHROMIUM_FLAGS,
  ...FAKE_CAMERA,
  // No optimization: V8 would allocate more memory for hot code during the first thousand sessions.
  '--js-flags=--no-opt --no-maglev --no-sparkplug --no-lazy-feedback-allocation --no-flush-bytecode',
];

/**
 * @typedef {object} SoakPage
 * @property {(name: string, argument: unknown) => Promise<unknown>} call calls a function of `globalThis.soak`
 * @property {() => Promise<void>} collectGarbage
 * @property {() => Promise<Record<string, number>>} read returns the values of `ROWS` that the engine can measure
 */

/**
 * Launches Chromium, whose DevTools protocol counts what the page cannot see.
 *
 * @returns an object with `version`, `close()`, and `withPage(url, work)`, which opens the page in a new browser context
 *   and calls `work` with a {@link SoakPage}
 */
export async function launch(executablePath) {
  const browser = await chromium.launch({ executablePath, args: ARGS });
  return {
    version: browser.version(),
    close: () => browser.close(),

    async withPage(url, work) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.goto(url);
        await page.waitForFunction(() => globalThis.soak);
        return await work(soakPage(page, await context.newCDPSession(page)));
      } finally {
        await context.close();
      }
    },
  };
}

function soakPage(page, devtools) {
  const collectGarbage = async () => {
    // The console would keep logged objects alive.
    await devtools.send('Runtime.discardConsoleEntries');
    await devtools.send('HeapProfiler.collectGarbage');
  };
  return {
    call: (name, argument) =>
      page.evaluate(([name, argument]) => globalThis.soak[name](argument), [name, argument]),
    collectGarbage,
    async read() {
      const probed = await page.evaluate('soakProbe.read()');
      // Removes what the calls above have allocated.
      await collectGarbage();
      await devtools.send('Performance.enable');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const { JSEventListeners, Nodes, JSHeapUsedSize } = Object.fromEntries(
        metrics.map(({ name, value }) => [name, value]),
      );
      return { listeners: JSEventListeners, nodes: Nodes, ...probed, heap: JSHeapUsedSize };
    },
  };
}
