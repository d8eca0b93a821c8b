/** Access to the playground's own server. */

/** @import { Config, Technology } from './types.d.ts' */

/**
 * Reads which mode, flows and script URLs the server offers.
 *
 * @returns {Promise<Config>}
 */
export async function getConfig() {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/config.json: ${response.status} ${response.statusText}`);
  const config = /** @type {Config} */ (await response.json());
  return {
    ...config,
    flows: config.flows.map((flow) => ({ ...flow, technologies: flow.technologies.map(toCode) })),
  };
}

/**
 * Returns a technology's code as in the service's responses. Only the table of flows in the service's guide writes
 * LD for LDHP.
 *
 * @param {string} technology
 */
const toCode = (technology) => /** @type {Technology} */ (technology === 'LD' ? 'LDHP' : technology);
