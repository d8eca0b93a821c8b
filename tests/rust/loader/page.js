/** Test helpers that run in the page: widget scripts to load, and the state of the page. */

/** Returns a new URL of a script with this text, because a browser runs a module URL only once. */
export function scriptUrl(text) {
  // A script whose tag was removed still runs, but must not affect the next test.
  const guarded = text.includes('export ') ? text : `if (window.page === ${window.page}) { ${text} }`;
  return URL.createObjectURL(new Blob([guarded], { type: 'text/javascript' }));
}

/** Resets the page: no widget, one container, and no recorded calls. */
export function reset() {
  window.page = (window.page ?? 0) + 1;
  delete window.FlowWidget;
  window.calls = [];
  window.runs = 0;
  for (const element of document.querySelectorAll('[data-test], script[data-page], script[src^="blob:"]'))
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
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Records the listeners that are attached: wraps `addEventListener` and `removeEventListener`. */
export function recordListeners() {
  if (window.attached) return;
  window.attached = new Set();
  const key = (target, name, handler) => {
    handler.serial ??= `${Math.random()}`;
    return `${target === window ? 'window' : (target.constructor?.name ?? '?')} ${name} ${handler.serial}`;
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (name, handler, ...rest) {
    if (handler && this instanceof AbortSignal === false) window.attached.add(key(this, name, handler));
    return addEventListener.call(this, name, handler, ...rest);
  };
  EventTarget.prototype.removeEventListener = function (name, handler, ...rest) {
    if (handler) window.attached.delete(key(this, name, handler));
    return removeEventListener.call(this, name, handler, ...rest);
  };
}

/** Returns the recorded listeners for the loader's events that are still attached. */
export function attached() {
  return [...window.attached].filter((entry) => /finish|load|error/.test(entry)).join(', ');
}
