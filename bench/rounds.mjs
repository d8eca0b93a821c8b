/** All variants over all networks, interleaved, so that whatever slows the machine slows them all. */
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS } from '../scripts/chromium-flags.mjs';
import { measure } from './measure.mjs';
import { serveBench } from './server.mjs';
import { rotated } from './stats.mjs';
import { NETWORKS, VARIANTS, WEIGHT } from './variants.mjs';
import { makeWidget } from './widget.mjs';

/**
 * @param {{ executablePath: string, rounds: number, weight?: number, networks?: string[], variants?: object[],
 *   tell?: (text: string) => void }} options
 * @returns the browser's version, the weight of the script, and for each network the runs of each variant by its key
 */
export async function runRounds({
  executablePath,
  rounds,
  weight = WEIGHT,
  networks = Object.keys(NETWORKS),
  variants = VARIANTS,
  tell = () => {},
}) {
  const { body } = makeWidget(weight);
  const server = await serveBench(body);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const runs = {};
    for (const network of networks) {
      runs[network] = Object.fromEntries(variants.map(({ key }) => [key, []]));
      // The first run of all warms up the browser and the server, and is not counted.
      await measure(browser, server.url, variants[0], NETWORKS[network]);
      for (let round = 0; round < rounds; round += 1) {
        for (const variant of rotated(variants, round)) {
          runs[network][variant.key].push(await measure(browser, server.url, variant, NETWORKS[network]));
        }
        tell(`${network}: round ${round + 1} of ${rounds}`);
      }
    }
    return { version: browser.version(), weight: body.length, runs };
  } finally {
    await browser.close();
    await server.close();
  }
}
