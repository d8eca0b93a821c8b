/** What became of the service's result, as the page shows it. */

/** @import { ResultView } from './types.d.ts' */

/** How long the page waits for the result after `finish`, in ms. */
export const PATIENCE = 60_000;

/**
 * Whether the person passed, once that is known.
 *
 * @param {ResultView | undefined} result
 * @returns {boolean | undefined}
 */
export function verdictOf(result) {
  return result?.status === 'complete' ? (result.passed ?? undefined) : undefined;
}
