/** Runs all variants under all conditions. Variants alternate, so that other load on the machine affects all equally. */
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS } from '../scripts/chromium-flags.mjs';
import { measure } from './measure.mjs';
import { serveBench } from './server.mjs';
import { rotated } from './stats.mjs';
import { CONDITIONS, VARIANTS, WIDGET_BYTES } from './variants.mjs';
import { makeWidget } from './widget.mjs';

/**
 * Measures each variant once a round, and returns all results.
 *
 * @param {{ executablePath: string, rounds: number, widgetBytes?: number, conditions?: string[], variants?: object[],
 *   log?: (text: string) => void }} options
 * @returns the browser's version, the script's size in bytes, and the runs by condition and by the variant's key
 */
export async function runRounds({
  executablePath,
  rounds,
  widgetBytes = WIDGET_BYTES,
  conditions = Object.keys(CONDITIONS),
  variants = VARIANTS,
  log = () => {},
}) {
  const { body } = makeWidget(widgetBytes);
  const server = await serveBench(body);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const runs = {};
    for (const name of conditions) {
      const condition = CONDITIONS[name];
      const included = variants.filter(({ key }) => condition.variants?.includes(key) ?? true);
      runs[name] = Object.fromEntries(included.map(({ key }) => [key, []]));
      // Warms up the browser and the server. The result is discarded.
      await measure(browser, server.url, included[0], condition);
      for (let round = 0; round < rounds; round += 1) {
        for (const variant of rotated(included, round)) {
          runs[name][variant.key].push(await measure(browser, server.url, variant, condition));
        }
        log(`${name}: round ${round + 1} of ${rounds}`);
      }
    }
    return { version: browser.version(), widgetBytes: body.length, runs };
  } finally {
    await browser.close();
    await server.close();
  }
}
