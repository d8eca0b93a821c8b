/** Parts of the browser, replaced for as long as a run wants to meet another browser. */

/**
 * Puts `value` where the browser has a property of its own, and returns what takes it off again.
 *
 * @param {object} target
 * @param {string} name
 * @param {unknown} value
 * @returns {() => void}
 */
export function replace(target, name, value) {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(target, name, before);
    else delete (/** @type {any} */ (target)[name]);
  };
}

/**
 * A browser that says it is offline, for `ms` or until it is undone.
 *
 * @param {number} [ms]
 * @returns {() => void}
 */
export function goOffline(ms) {
  const undo = replace(navigator, 'onLine', false);
  window.dispatchEvent(new Event('offline'));
  const back = () => {
    clearTimeout(timer);
    undo();
    window.dispatchEvent(new Event('online'));
  };
  const timer = ms === undefined ? undefined : setTimeout(back, ms);
  return back;
}
