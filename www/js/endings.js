/** How a session of the sandbox ends: chosen before the start, and sent to the sandbox as `metadata.sandbox`. */

/** @import { Choices, SandboxMetadata } from './types.d.ts' */

/** The endings to choose from. With `user`, the session ends as the user of the widget ends it. */
export const ENDINGS = /** @type {const} */ (['user', 'passed', 'failed', 'cancelled', 'phone', 'expired']);

/** @typedef {typeof ENDINGS[number]} Ending */

/**
 * The failure reasons that the service documents (its documentation, page "Failures"): type, and detail if it has one.
 *
 * @type {readonly (readonly [type: string, detail?: string])[]}
 */
const PAIRS = [
  ['CALC_RESULT', 'Low prediction'],
  ['CALC_RESULT', 'Low overall prediction'],
  ['CALC_RESULT', 'Closed eyes'],
  ['CALC_RESULT', 'Mask Attack'],
  ['CLIENT', 'Illumination check failed'],
  ['CLIENT', 'Medical mask check failed'],
  ['CLIENT', 'Could not find face distance'],
  ['CLIENT', 'Could not send image to liveness service'],
  ['CLIENT', 'Liveness result for this session already exists'],
  ['CLIENT', 'No active or future subscription for technology'],
  ['CLIENT', 'Subscription does not have access to technology'],
  ['CLIENT', 'Operation aborted by user'],
  ['OTHER', 'Operation aborted by user'],
  ['OTHER', 'Incorrect image hash'],
  ['NO_CAM'],
  ['TIMEOUT'],
  ['SERVICE_ERROR'],
  ['SERVICE_ERROR', 'Could not send image to liveness service'],
  ['REQUEST_ERROR'],
];

/** The failure reasons by the text that names each in the page and in its URL, such as `CALC_RESULT: Closed eyes`. */
export const REASONS = new Map(
  PAIRS.map(([type, detail]) => [
    detail === undefined ? type : `${type}: ${detail}`,
    detail === undefined ? { type } : { type, detail },
  ]),
);

/** The name of the reason that is chosen at first. */
export const DEFAULT_REASON = 'CALC_RESULT: Low prediction';

/**
 * @param {unknown} value
 * @returns {value is Ending}
 */
export const isEnding = (value) => /** @type {readonly unknown[]} */ (ENDINGS).includes(value);

/**
 * Returns the `metadata.sandbox` for the chosen ending; `undefined` if the user ends the session.
 *
 * @param {Pick<Choices, 'ending' | 'reason'>} choices
 * @returns {SandboxMetadata | undefined}
 */
export function sandboxMetadata({ ending, reason }) {
  if (ending === 'user') return undefined;
  if (ending === 'phone') return { qr: 'always' };
  const chosen = ending === 'failed' ? REASONS.get(reason) : undefined;
  return { outcome: ending, ...(chosen && { reason: chosen }) };
}
