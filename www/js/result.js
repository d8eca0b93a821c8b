/** Waiting for the service's result: it computes for some seconds after `finish`. */

import { getResult } from './api.js';

/** @import { ResultView } from './types.d.ts' */

/** The first pause between two questions, how it grows, the longest one, and all of the waiting; in ms. */
const FIRST = 400;
const GROWTH = 1.5;
const LONGEST = 4000;
export const PATIENCE = 60_000;

/**
 * Whether the service is done: it says so, or, where it gives no status, every result that is there has content.
 *
 * @param {any} result
 * @returns {boolean}
 */
export function isComplete(result) {
  if (typeof result?.status === 'string') return result.status.toUpperCase() === 'FINISHED';
  const parts = Object.entries(result ?? {}).filter(([name]) => name.endsWith('_result'));
  return parts.length > 0 && parts.every(([, part]) => part && Object.keys(part).length > 0);
}

/**
 * Whether the person passed, once the service has said so.
 *
 * @param {ResultView | undefined} result
 * @returns {boolean | undefined}
 */
export function verdictOf(result) {
  if (result?.status !== 'complete') return undefined;
  const passed = /** @type {{ flow_session_result?: unknown } | undefined} */ (result.value)
    ?.flow_session_result;
  return typeof passed === 'boolean' ? passed : undefined;
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Asks until the result is complete, the patience ends or `signal` stops it, and tells each step.
 *
 * @param {string} id
 * @param {AbortSignal} signal
 * @param {(view: ResultView) => void} tell
 */
export async function watchResult(id, signal, tell) {
  const until = performance.now() + PATIENCE;
  /** @type {ResultView} */
  let view = { status: 'waiting', asked: 0 };
  const update = (/** @type {Partial<ResultView>} */ change) => {
    view = { ...view, ...change };
    tell(view);
  };
  tell(view);
  try {
    for (let wait = FIRST; ; wait = Math.min(wait * GROWTH, LONGEST)) {
      const value = await getResult(id, signal);
      const status = isComplete(value) ? 'complete' : performance.now() + wait > until ? 'late' : 'waiting';
      update({ status, value, asked: view.asked + 1 });
      if (status !== 'waiting') return;
      await pause(wait, signal);
    }
  } catch (error) {
    update(signal.aborted ? { status: 'stopped' } : { status: 'failed', error, asked: view.asked + 1 });
  }
}
