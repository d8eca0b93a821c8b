/**
 * Finds what the package leaves attached to the page. `watch` must run before the package is imported, because it wraps
 * the functions that attach listeners, timers and observers.
 */

/** The unwrapped functions of the browser, for the tests. */
export const native = {
  setTimeout: window.setTimeout.bind(window),
  clearTimeout: window.clearTimeout.bind(window),
  addEventListener: EventTarget.prototype.addEventListener,
};

const listeners = new Map();
const timers = new Map();
const observers = new Set();
/** Signals that a row passes to the package. Listeners on the package's own signals are not counted. */
const signals = new WeakSet();
/** Unhandled errors, rejections and policy violations, and the number of WebAssembly instances. */
export const troubles = { errors: [], unhandled: [], violations: [], instances: 0 };

export function givenSignal(signal) {
  signals.add(signal);
  return signal;
}

const isOfPage = (target) => target === window || target instanceof Node || signals.has(target);

function wrapListeners() {
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const keyOf = (name, options) =>
    `${name} ${typeof options === 'object' ? Boolean(options?.capture) : Boolean(options)}`;
  EventTarget.prototype.addEventListener = function (name, handler, options) {
    const target = this ?? window;
    if (handler && isOfPage(target)) {
      const handlers = listeners.get(target) ?? new Map();
      listeners.set(target, handlers);
      const keys = handlers.get(handler) ?? new Set();
      handlers.set(handler, keys);
      keys.add(keyOf(name, options));
      if (options?.signal) {
        const forget = () => keys.delete(keyOf(name, options));
        if (options.signal.aborted) forget();
        else addEventListener.call(options.signal, 'abort', forget);
      }
    }
    return addEventListener.call(target, name, handler, options);
  };
  EventTarget.prototype.removeEventListener = function (name, handler, options) {
    const target = this ?? window;
    listeners.get(target)?.get(handler)?.delete(keyOf(name, options));
    return removeEventListener.call(target, name, handler, options);
  };
}

function wrapTimers() {
  const { setTimeout, clearTimeout } = window;
  window.setTimeout = (work, ms, ...rest) => {
    const fire = () => {
      timers.delete(id);
      work(...rest);
    };
    const id = setTimeout(fire, ms);
    timers.set(id, { ms, fire });
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
}

/** Returns the delays of the package's running timers, in ms, in the order in which they were started. */
export const runningTimers = () => [...timers.values()].map(({ ms }) => ms);

/** Fires the package's running timers whose delays are at most `ms`, shortest first, as if that time had passed. */
export function elapse(ms) {
  const due = [...timers].filter(([, timer]) => timer.ms <= ms).sort(([, a], [, b]) => a.ms - b.ms);
  for (const [id, timer] of due) {
    if (!timers.has(id)) continue;
    native.clearTimeout(id);
    timer.fire();
  }
}

function wrapObservers() {
  const { observe, disconnect } = MutationObserver.prototype;
  MutationObserver.prototype.observe = function (...args) {
    observers.add(this);
    return observe.apply(this, args);
  };
  MutationObserver.prototype.disconnect = function () {
    observers.delete(this);
    return disconnect.call(this);
  };
}

/** Counts the package's WebAssembly instances: the package replaces a trapped one silently, so only the count shows it. */
function wrapInstances() {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args, self) {
      const instance = Reflect.construct(target, args, self);
      // The preflight check creates an instance without exports.
      if (Object.keys(instance.exports).length > 0) troubles.instances += 1;
      return instance;
    },
  });
}

/** The file names of all scripts added to the document, with the number of the retry. */
export const tags = [];

function recordTags() {
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node.nodeName === 'SCRIPT' && node.src) tags.push(nameOf(node.src));
    }
  }).observe(document, { childList: true, subtree: true });
}

const nameOf = (address) => {
  const { pathname, searchParams, hash } = new URL(address);
  const retry = searchParams.get('retry') ?? /^#(\d+)/.exec(hash)?.[1];
  return pathname.split('/').at(-1) + (retry ? ` retry=${retry}` : '');
};

export function watch() {
  recordTags();
  // The tests' widgets use this function, so that their timers are not counted as the package's.
  window.later = native.setTimeout;
  const listen = (target, name, work) => native.addEventListener.call(target, name, work);
  listen(window, 'error', (event) => {
    // The `error` event of a tag does not bubble and does not arrive here.
    troubles.errors.push(String(event.error?.message ?? event.error ?? event.message));
    event.preventDefault();
  });
  listen(window, 'unhandledrejection', (event) => {
    troubles.unhandled.push(String(event.reason?.code ?? event.reason?.message ?? event.reason));
    event.preventDefault();
  });
  listen(document, 'securitypolicyviolation', (event) => troubles.violations.push(event.effectiveDirective));
  wrapListeners();
  wrapTimers();
  wrapObservers();
  wrapInstances();
}

/** Returns the target and event of each attached listener. */
export const attached = () => {
  const names = [];
  for (const [target, handlers] of listeners) {
    const owner = target === window ? 'window' : target instanceof Node ? target.nodeName : 'signal';
    for (const keys of handlers.values()) for (const key of keys) names.push(`${owner} ${key.split(' ')[0]}`);
  }
  return names.sort();
};

/** The beginning of the keys in `sessionStorage` that belong to the tests. */
export const MEMORY = 'matrix:';

/** Returns the keys in `sessionStorage`; none in a page with an opaque origin, which has no storage. */
function stored() {
  try {
    return Object.keys(sessionStorage).filter((key) => !key.startsWith(MEMORY));
  } catch {
    return [];
  }
}

const container = () => document.querySelector('#flow-widget')?.cloneNode(true);

/** Returns everything that the package can leave in the page. */
export function look() {
  const drawn = container();
  const styles = [...(document.adoptedStyleSheets ?? [])].length + document.querySelectorAll('style').length;
  return {
    script: [...document.querySelectorAll('script')].map(({ src }) => src),
    link: [...document.querySelectorAll('link')].map(({ rel, href }) => `${rel} ${href}`),
    dialog: document.querySelectorAll('dialog').length,
    styles,
    page: [document.documentElement, document.body].map(({ attributes }) =>
      [...attributes].map(({ name, value }) => `${name}=${value}`).join(),
    ),
    drawing: drawn?.innerHTML,
    container: drawn && [...drawn.attributes].map(({ name, value }) => `${name}=${value}`).join(),
    mark: document.querySelectorAll('[data-flow-widget-container]').length,
    listener: attached(),
    timer: runningTimers(),
    observer: observers.size,
    storage: stored(),
    // ChromeDriver adds the last three kinds of names, and each frame adds a number.
    global: Object.keys(window).filter(
      (name) => !TEST_GLOBALS.has(name) && !/^(\d+|cdc_.*|ret_nodes|se_.*)$/.test(name),
    ),
    focus: document.activeElement?.id || document.activeElement?.nodeName,
  };
}

/** Globals of the tests' widgets. */
const TEST_GLOBALS = new Set(['FlowWidget', 'later', 'calls', 'runs', 'Other']);

const changes = (before, after) => ({
  removed: before.filter((one) => !after.includes(one)),
  added: after.filter((one) => !before.includes(one)),
});

/** Returns the differences between two results of `look`, by name. */
export function compare(before, after) {
  const left = {};
  for (const name of Object.keys(before)) {
    const [was, is] = [before[name], after[name]].map((value) => JSON.stringify(value));
    if (was !== is)
      left[name] = Array.isArray(before[name]) ? changes(before[name], after[name]) : `${was} → ${is}`;
  }
  return left;
}
