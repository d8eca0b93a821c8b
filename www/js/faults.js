/**
 * The faults that the playground can simulate, and the expected outcome of each without a fallback: an error code, `finished`
 * or `cancelled`.
 */

import { codeOf } from './failure.js';

/** @import { Mode } from '/dist/index.js' */
/** @import { Fallback, RunView } from './types.d.ts' */

/** Grouped by the part that fails. */
export const FAULTS = /** @type {const} */ ({
  script: {
    'script-404': 'script-load-failed',
    'script-404-once': 'finished',
    'script-500': 'script-load-failed',
    'script-slow': 'finished',
    'script-hang': 'script-timeout',
    'script-cut': 'script-load-failed',
    'script-cut-once': 'finished',
    'script-mime': 'script-load-failed',
    'script-html': 'script-load-failed',
    offline: 'script-load-failed',
    'offline-wait': 'finished',
  },
  global: {
    'global-missing': 'widget-missing',
    'script-throws': 'widget-missing',
    'script-syntax-error': 'widget-missing',
  },
  call: {
    'config-invalid': 'invalid-config',
    'session-unknown': 'start-failed',
  },
  start: {
    'start-throws': 'start-failed',
    'start-rejects': 'start-failed',
    'start-slow': 'finished',
    'finish-before-return': 'result-timeout',
  },
  finish: {
    'never-finishes': 'finish-timeout',
    'double-finish': 'finished',
    'finish-late': 'cancelled',
    'finish-foreign': 'finished',
    'finish-not-custom': 'finished',
    'finish-no-detail': 'finished',
    'finish-null-detail': 'finished',
    'finish-cyclic-detail': 'finished',
    'finish-huge-detail': 'finished',
  },
  container: {
    'container-missing': 'container-not-found',
    'container-shadow': 'container-not-found',
    'container-replaced': 'finished',
    'container-moved': 'finished',
    'container-removed': 'cancelled',
    'container-rerendered': 'cancelled',
  },
  abort: {
    'abort-before': 'cancelled',
    'abort-preparing': 'cancelled',
    'abort-loading': 'cancelled',
    'abort-starting': 'cancelled',
    'abort-active': 'cancelled',
    'abort-waiting': 'cancelled',
  },
  conflict: {
    'conflict-reject': 'session-active',
    'conflict-replace': 'finished',
    'conflict-replaced': 'cancelled',
  },
  service: {
    'api-400': 'http',
    'api-401': 'http',
    'api-403': 'http',
    'api-429': 'http',
    'api-500': 'http',
    'api-503': 'http',
    'api-truncated': 'http',
    'api-wrong-types': 'http',
    'api-slow': 'finished',
    'api-hang': 'session-timeout',
    'backend-401': 'http',
    'backend-html': 'invalid-response',
    'backend-cut': 'network',
    'source-rejects': 'session-source-failed',
    'source-number': 'session-source-failed',
  },
  result: {
    'result-404': 'http',
    'result-500': 'result-timeout',
    'result-pending': 'result-timeout',
  },
  policy: {
    'csp-script': 'script-blocked',
    'csp-wasm': 'wasm-load-failed',
    'trusted-types': 'finished',
    'trusted-types-none': 'script-blocked',
    'integrity-wrong': 'script-blocked',
    'csp-frame': 'script-blocked',
  },
  environment: {
    'camera-missing': 'unsupported-environment',
    'camera-denied': 'unsupported-environment',
    'camera-policy': 'unsupported-environment',
    'camera-unsupported': 'unsupported-environment',
    'camera-frame': 'unsupported-environment',
    'in-app-browser': 'unsupported-environment',
    'popup-blocked': 'finished',
    'insecure-context': 'unsupported-environment',
    'wasm-refused': 'unsupported-environment',
  },
  wasm: {
    'slim-404': 'wasm-load-failed',
    'slim-html': 'wasm-load-failed',
    'slim-corrupt': 'wasm-load-failed',
  },
});

/**
 * The server's policy name for each fault that needs other response headers on the page.
 *
 * @type {Record<string, string>}
 */
const POLICIES = {
  'csp-script': 'no-script-host',
  'csp-wasm': 'no-wasm',
  'trusted-types': 'trusted-types',
  'trusted-types-none': 'trusted-types-none',
  'csp-frame': 'no-frame',
  'camera-policy': 'no-camera',
  'camera-frame': 'no-camera-in-frames',
  'wasm-refused': 'no-wasm',
};

/**
 * The mode of each fault that needs another one than `widget`.
 *
 * @type {Record<string, Mode>}
 */
const MODES = { 'csp-frame': 'frame', 'camera-frame': 'frame', 'popup-blocked': 'window' };

/** The codes of errors after which a session continues in the fallback. */
const UNUSABLE = [
  'script-load-failed',
  'script-timeout',
  'script-blocked',
  'widget-missing',
  'wasm-load-failed',
  'unsupported-environment',
];

/** The faults that all modes have in common, and those that the page and its frames have in common. */
const NO_FALLBACK = ['camera-missing', 'camera-unsupported', 'in-app-browser'];
const NO_FALLBACK_TO_FRAME = ['camera-denied', 'camera-policy', 'insecure-context'];

/** @type {Map<string, string>} */
const EXPECTED = new Map(Object.values(FAULTS).flatMap((group) => Object.entries(group)));

/** @param {string} name */
export const isFault = (name) => EXPECTED.has(name);

/**
 * Returns the expected outcome of a fault; `finished` for an unknown or empty name.
 *
 * @param {string} name
 * @param {Fallback} [fallback]
 * @returns {string}
 */
export function expected(name, fallback = '') {
  const outcome = EXPECTED.get(name) ?? 'finished';
  // With /slim, the page calls `init` before `verify`.
  const lasts =
    name.startsWith('slim-') ||
    NO_FALLBACK.includes(name) ||
    (fallback === 'frame' && NO_FALLBACK_TO_FRAME.includes(name));
  return fallback && UNUSABLE.includes(outcome) && !lasts ? 'finished' : outcome;
}

/**
 * Returns the mode in which a fault can be simulated.
 *
 * @param {string} name
 * @returns {Mode}
 */
export const modeOf = (name) => MODES[name] ?? 'widget';

/**
 * Returns the name of the policy that a fault needs; an empty string means the default policy.
 *
 * @param {string} name
 */
export const policyOf = (name) => POLICIES[name] ?? '';

/**
 * Returns the actual outcome of a run; `undefined` while it is unknown.
 *
 * @param {RunView} view
 * @returns {string | undefined}
 */
export function outcomeOf({ state, failure }) {
  if (failure) return codeOf(failure.error);
  return state === 'cancelled' || state === 'finished' ? state : undefined;
}
