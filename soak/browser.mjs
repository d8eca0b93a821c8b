import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, FAKE_CAMERA } from '../scripts/chromium-flags.mjs';

const PROBE = fileURLToPath(new URL('page/probe.js', import.meta.url));

const ARGS = [
  ...CHROMIUM_FLAGS,
  ...FAKE_CAMERA,
  // No optimization: V8 would allocate more memory for hot code during the first thousand sessions.
  '--js-flags=--no-opt --no-maglev --no-sparkplug --no-lazy-feedback-allocation --no-flush-bytecode',
];

/** Launches Chromium. Each soak then gets a new browser context. */
export async function launch(executablePath) {
  const browser = await chromium.launch({ executablePath, args: ARGS });
  return {
    version: browser.version(),
    close: () => browser.close(),

    /** Opens the page, which runs the probe first, and calls `work` with the page and a DevTools session for it. */
    async withPage(url, work) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.addInitScript({ path: PROBE });
        await page.goto(url);
        await page.waitForFunction(() => globalThis.soak);
        const devtools = await context.newCDPSession(page);
        return await work(page, devtools);
      } finally {
        await context.close();
      }
    },
  };
}
