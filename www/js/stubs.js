/** Temporary replacements of browser APIs, which simulate other browsers. */

/**
 * Overrides a property with `value`. Returns a function that restores it.
 *
 * @param {object} target
 * @param {string} name
 * @param {unknown} value
 * @returns {() => void}
 */
export function replace(target, name, value) {
  const original = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    if (original) Object.defineProperty(target, name, original);
    else delete (/** @type {any} */ (target)[name]);
  };
}

/**
 * The user agent of Instagram's in-app browser on an iPhone. A page cannot send another user agent, but `checkEnvironment`
 * reads it from this property.
 */
const INSTAGRAM =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 334.0.0.0.0 (iPhone14,5; iOS 17_5; en_US)';

/**
 * The changes that simulate the environment of a fault, each with a function that restores the original one.
 *
 * @type {Record<string, () => () => void>}
 */
const ENVIRONMENTS = {
  'camera-missing': () => replace(navigator.mediaDevices, 'enumerateDevices', async () => []),
  'camera-denied': () => replace(navigator.permissions, 'query', async () => ({ state: 'denied' })),
  'camera-unsupported': () => replace(navigator, 'mediaDevices', undefined),
  'insecure-context': () => replace(window, 'isSecureContext', false),
  'in-app-browser': () => {
    const restoreAgent = replace(navigator, 'userAgent', INSTAGRAM);
    const restoreCamera = replace(navigator, 'mediaDevices', undefined);
    return () => {
      restoreAgent();
      restoreCamera();
    };
  },
};

/**
 * Changes the environment for a fault; for other faults this is a no-op. Returns a function that restores it.
 *
 * @param {string} fault
 * @returns {() => void}
 */
export const changeEnvironment = (fault) => ENVIRONMENTS[fault]?.() ?? (() => {});

/**
 * Makes the browser report that it is offline. Returns a function that makes it report online again.
 *
 * @param {number} [ms] time after which the browser reports online again by itself, in ms
 * @returns {() => void}
 */
export function goOffline(ms) {
  const restore = replace(navigator, 'onLine', false);
  window.dispatchEvent(new Event('offline'));
  const goOnline = () => {
    clearTimeout(timer);
    restore();
    window.dispatchEvent(new Event('online'));
  };
  const timer = ms === undefined ? undefined : setTimeout(goOnline, ms);
  return goOnline;
}
