import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, FAKE_CAMERA } from '../scripts/chromium-flags.mjs';

const PROBE = fileURLToPath(new URL('page/probe.js', import.meta.url));

const ARGS = [
  ...CHROMIUM_FLAGS,
  ...FAKE_CAMERA,
  // Code that becomes hot gets more memory, for a thousand sessions: all gets the same, from the first call on.
  '--js-flags=--no-opt --no-maglev --no-sparkplug --no-lazy-feedback-allocation --no-flush-bytecode',
];

/** A browser for one soak after the other. */
export async function launch(executablePath) {
  const browser = await chromium.launch({ executablePath, args: ARGS });
  return {
    version: browser.version(),
    close: () => browser.close(),

    /** A page of its own, with the probe in it; `work` gets the page and a connection to its tools. */
    async withPage(url, work) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.addInitScript({ path: PROBE });
        await page.goto(url);
        await page.waitForFunction(() => globalThis.soak);
        const tools = await context.newCDPSession(page);
        return await work(page, tools);
      } finally {
        await context.close();
      }
    },
  };
}
