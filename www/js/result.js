/** The service's result of a session. */

/** @import { ResultView } from './types.d.ts' */

/** How long the page waits for the result after `finish`, in ms. */
export const RESULT_TIMEOUT = 60_000;

/**
 * Returns whether the user has passed; `undefined` while that is unknown.
 *
 * @param {ResultView | undefined} result
 * @returns {boolean | undefined}
 */
export function verdictOf(result) {
  return result?.status === 'complete' ? (result.passed ?? undefined) : undefined;
}
