/** Test helpers that run in the page: widget scripts to load, and the state of the page. */

/** The browser's functions, before `record` or a test replaces them. */
const native = {
  setTimeout: window.setTimeout.bind(window),
  clearTimeout: window.clearTimeout.bind(window),
  warn: console.warn,
};

/** The ids of the timers that the loader has started since the last `reset` and that have not fired. */
const timers = new Set();

/** The listeners attached since the last `reset`, each as its target, event and number. */
const listeners = new Set();

record();

/** Returns a new URL of a script with this text, because a browser runs a module URL only once. */
export function scriptUrl(text) {
  // A script whose tag was removed still runs, but must not affect the next test.
  const guarded = text.includes('export ') ? text : `if (window.page === ${window.page}) { ${text} }`;
  return URL.createObjectURL(new Blob([guarded], { type: 'text/javascript' }));
}

/**
 * Resets the page: no widget, one container, no recorded calls, and the page's own state that a failed test has left
 * changed. What the loader has left attached stays: the tests that look for it compare with the state at their start.
 */
export function reset() {
  window.page = (window.page ?? 0) + 1;
  delete window.FlowWidget;
  window.calls = [];
  window.runs = 0;
  window.onerror = null;
  console.warn = native.warn;
  delete navigator.onLine;
  timers.clear();
  listeners.clear();
  for (const element of document.querySelectorAll(
    '[data-test], script[data-page], script[src^="blob:"], script[src$="/nowhere.js"]',
  ))
    element.remove();
  const container = document.createElement('div');
  container.id = 'flow-widget';
  container.dataset.test = '';
  container.innerHTML = '<p>before</p>';
  document.body.append(container);
}

/** Returns the parts of the page that the loader may change: scripts and links in the head, and the containers. */
export function snapshot() {
  const head = [...document.head.querySelectorAll('script, link')].map((tag) => tag.src || tag.href);
  const containers = [...document.querySelectorAll('[data-test]')].map((tag) => tag.outerHTML);
  return JSON.stringify({ head, containers });
}

/** Returns the arguments of all `startSession` calls, as JSON. */
export function calls() {
  return JSON.stringify(window.calls);
}

/** Returns how often a widget script has run. */
export function runs() {
  return window.runs;
}

/** Fires the widget's `finish` event. */
export function finish(detail) {
  window.dispatchEvent(new CustomEvent('finish', { detail }));
}

/** Fires a `finish` event that is not a `CustomEvent`. */
export function plainFinish() {
  window.dispatchEvent(new Event('finish'));
}

/** Evaluates an expression in the page. */
export function evaluate(expression) {
  return new Function(`return (${expression})`)();
}

/** Returns the outcome of a Promise as text: `ok JSON`, `CODE message` for an error, or `thrown VALUE`. */
export async function outcome(promise) {
  try {
    return `ok ${JSON.stringify(await promise)}`;
  } catch (error) {
    if (error?.name === 'FlowWidgetError') return `${error.code} ${error.message}`;
    return `thrown ${error}`;
  }
}

export function sleep(ms) {
  return new Promise((resolve) => native.setTimeout(resolve, ms));
}

/** Returns how many timers the loader has started since the last `reset` that are still running. */
export function runningTimers() {
  return timers.size;
}

/** Returns the attached listeners whose descriptions match a pattern, such as `^window online`. */
export function attached(pattern) {
  return [...listeners].filter((entry) => new RegExp(pattern).test(entry)).join(', ');
}

/** Records timers and listeners from now on. */
function record() {
  window.setTimeout = (work, ms, ...rest) => {
    const id = native.setTimeout(() => {
      timers.delete(id);
      work(...rest);
    }, ms);
    timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    native.clearTimeout(id);
  };
  const serials = new WeakMap();
  let last = 0;
  const key = (target, name, handler) => {
    if (!serials.has(handler)) serials.set(handler, ++last);
    return `${target === window ? 'window' : target.constructor?.name} ${name} ${serials.get(handler)}`;
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (name, handler, ...rest) {
    const target = this ?? window;
    // The loader's listeners on the signals of a test are not removed: the signals end with the test.
    if (handler && !(target instanceof AbortSignal)) listeners.add(key(target, name, handler));
    return addEventListener.call(target, name, handler, ...rest);
  };
  EventTarget.prototype.removeEventListener = function (name, handler, ...rest) {
    const target = this ?? window;
    if (handler) listeners.delete(key(target, name, handler));
    return removeEventListener.call(target, name, handler, ...rest);
  };
}
