/** What the page's own server says of itself. */

/** @import { Config, Technology } from './types.d.ts' */

/** What the backend answered instead of what was asked for. */
export class BackendError extends Error {
  /**
   * @param {string} code of the package's client, `http` when the backend named none
   * @param {string} message
   * @param {number | undefined} status HTTP status of the service's answer
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, message, status, options) {
    super(message, options);
    this.name = 'BackendError';
    this.code = code;
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<unknown>}
 */
async function request(path, init) {
  let response;
  try {
    response = await fetch(path, { ...init, headers: { Accept: 'application/json', ...init.headers } });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new BackendError('network', `${path}: no answer`, undefined, { cause });
  }
  /** @type {any} */
  const body = await response.json().catch(() => undefined);
  if (init.signal?.aborted) throw init.signal.reason;
  if (response.ok && body !== undefined && !body?.error?.code) return body;
  const { code, message, status } = body?.error ?? {};
  throw new BackendError(
    code ?? (response.ok ? 'invalid-response' : 'http'),
    message ?? `${path}: ${response.status} ${response.statusText}`,
    status ?? (response.ok ? undefined : response.status),
  );
}

/** @returns {Promise<Config>} */
export async function getConfig() {
  const config = /** @type {Config} */ (await request('/config.json', { cache: 'no-store' }));
  return {
    ...config,
    flows: config.flows.map((flow) => ({ ...flow, technologies: flow.technologies.map(onTheWire) })),
  };
}

/**
 * Liveness is LD in the guide's table of flows and LDHP in everything that the service sends.
 *
 * @param {string} technology
 */
const onTheWire = (technology) => /** @type {Technology} */ (technology === 'LD' ? 'LDHP' : technology);
