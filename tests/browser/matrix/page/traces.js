/**
 * Finds what the package leaves attached to the page. Imported before the package, because it wraps the functions that
 * attach listeners, timers and observers.
 */

/** The unwrapped functions of the browser, for the tests. */
export const native = {
  setTimeout: window.setTimeout.bind(window),
  addEventListener: EventTarget.prototype.addEventListener,
};

const listeners = new Map();
const timers = new Map();
const observers = new Set();
/** Signals that a row passes to the package. The package's own signals end with their session. */
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
      const mine = listeners.get(target) ?? new Map();
      listeners.set(target, mine);
      const of = mine.get(handler) ?? new Set();
      mine.set(handler, of);
      of.add(keyOf(name, options));
      if (options?.signal) {
        const forget = () => of.delete(keyOf(name, options));
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
    const id = setTimeout(() => {
      timers.delete(id);
      work(...rest);
    }, ms);
    timers.set(id, ms);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
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

/** Counts the package's instances: a trapped one is silently replaced, and its leftovers would not be seen. */
function wrapInstances() {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args, self) {
      const made = Reflect.construct(target, args, self);
      // The preflight creates an empty one.
      if (Object.keys(made.exports).length > 0) troubles.instances += 1;
      return made;
    },
  });
}

/** The last path segments of all scripts added to the document. */
export const tags = [];

function noteTags() {
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node.nodeName === 'SCRIPT' && node.src) tags.push(nameOf(node.src));
    }
  }).observe(document, { childList: true, subtree: true });
}

const nameOf = (address) => {
  const { pathname, searchParams } = new URL(address);
  const retry = searchParams.get('retry');
  return pathname.split('/').at(-1) + (retry ? ` retry=${retry}` : '');
};

export function watch() {
  noteTags();
  // For the widgets, whose timers are not the package's.
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

/** The attached listeners: target and event of each. */
const attached = () => {
  const names = [];
  for (const [target, mine] of listeners) {
    const what = target === window ? 'window' : target instanceof Node ? target.nodeName : 'signal';
    for (const keys of mine.values()) for (const key of keys) names.push(`${what} ${key.split(' ')[0]}`);
  }
  return names.sort();
};

const container = () => document.querySelector('#flow-widget')?.cloneNode(true);

/** Everything of the package that is visible in the page. */
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
    timer: [...timers.values()],
    observer: observers.size,
    global: Object.keys(window).filter((name) => !OURS.has(name) && !/^(\d+|cdc_.*|ret_nodes)$/.test(name)),
    focus: document.activeElement?.id || document.activeElement?.nodeName,
  };
}

/** Globals of the tests' widgets. */
const OURS = new Set(['FlowWidget', 'later', 'calls', 'runs', 'Other']);

const changes = (before, after) => ({
  gone: before.filter((one) => !after.includes(one)),
  come: after.filter((one) => !before.includes(one)),
});

/** The differences, by name. */
export function compare(before, after) {
  const left = {};
  for (const name of Object.keys(before)) {
    const [was, is] = [before[name], after[name]].map((value) => JSON.stringify(value));
    if (was !== is)
      left[name] = Array.isArray(before[name]) ? changes(before[name], after[name]) : `${was} → ${is}`;
  }
  return left;
}
