/** The faults that the sandbox serves on demand, and what each ends in. */

/** By the phase that goes wrong. */
export const FAULTS = /** @type {const} */ ({
  script: [
    'script-404',
    'script-404-once',
    'script-500',
    'script-slow',
    'script-hang',
    'script-html',
    'script-syntax-error',
    'script-throws',
    'global-missing',
  ],
  start: ['start-throws', 'start-rejects', 'start-slow'],
  finish: [
    'never-finishes',
    'double-finish',
    'finish-before-return',
    'finish-foreign',
    'finish-not-custom',
    'finish-no-detail',
    'finish-null-detail',
    'finish-cyclic-detail',
    'finish-huge-detail',
  ],
});

/** The error code of each fault that ends in one. */
/** @type {Record<string, string>} */
const EXPECTED = {
  'script-404': 'script-load-failed',
  'script-500': 'script-load-failed',
  'script-hang': 'script-timeout',
  'script-html': 'script-load-failed',
  'script-syntax-error': 'widget-missing',
  'script-throws': 'widget-missing',
  'global-missing': 'widget-missing',
  'start-throws': 'start-failed',
  'start-rejects': 'start-failed',
};

/**
 * @param {string} name
 * @returns {boolean}
 */
export const isFault = (name) => Object.values(FAULTS).some((group) => group.some((fault) => fault === name));

/**
 * What a fault ends in.
 *
 * @param {string} name
 * @returns {{ code: string } | 'cancel' | 'finish'} an error, a wait that only `cancel` ends, or the usual end
 */
export function expected(name) {
  if (name === 'never-finishes') return 'cancel';
  const code = EXPECTED[name];
  return code ? { code } : 'finish';
}
