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
