import { givenSignal, native, tags, troubles } from './traces.js';

/** The row's folder on the server, and the other origin. */
const here = new URL('../../', import.meta.url);

/** How long anything may take, in ms. A row that takes longer has failed. */
const PATIENCE = 15_000;

export const sleep = (ms) => new Promise((resolve) => native.setTimeout(resolve, ms));

/** The functions that a row uses in its page. `lib` is the package. */
export function makeKit(lib, other) {
  const undo = [];
  const states = [];
  let serial = 0;
  const kit = {
    lib,
    sleep,
    here: here.href,
    other: new URL(here.pathname, other).href,
    /** The states of the session that the row is about. */
    states,
    /** The scripts added to the document, and the violated directives of policies. */
    tags,
    violations: troubles.violations,
    /** The configs that the widget was called with. */
    get calls() {
      return window.calls ?? [];
    },
    get container() {
      return document.querySelector('#flow-widget');
    },
    /** A new URL of a script: `fault` names a fault of the server, `widget` the script's content. */
    script(
      fault = 'ok',
      { widget = 'quiet', other: elsewhere = false, name = `${++serial}.js`, ...more } = {},
    ) {
      const query = new URLSearchParams({ fault, widget, ...more });
      return `${elsewhere ? kit.other : kit.here}script/${name}?${query}`;
    },
    /** The URL of that widget's script. */
    widget: (widget, more) => kit.script('ok', { widget, ...more }),
    /** Opens the row's session, with defaults, and records its states. */
    open(config) {
      const session = kit.openQuietly(config);
      kit.session = session;
      session.addEventListener('statechange', () => states.push(session.state));
      return session;
    },
    openQuietly: (config) =>
      lib.openSession({ id: 'a', selector: '#flow-widget', retries: 0, ...kit.src(config), ...config }),
    /** Calls `verify` with the row's backend, whose faults `create` and `verdict` name. */
    verify({ create = 'ok', verdict = 'ok', ...config } = {}) {
      const endpoint = `${kit.here}api?${new URLSearchParams({ create, verdict })}`;
      const onState = (state) => states.push(state);
      return lib.verify({
        endpoint,
        selector: '#flow-widget',
        retries: 0,
        src: kit.widget('quick'),
        onState,
        ...config,
      });
    },
    /** The value of `integrity` for the file at a URL. */
    async hash(address) {
      const bytes = await (await fetch(address)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return `sha256-${btoa(String.fromCharCode(...digest))}`;
    },
    /** Adds an element to the page. */
    add(name, fields, parent = document.body) {
      const element = Object.assign(document.createElement(name), fields);
      parent.append(element);
      return element;
    },
    src: (config) => (config && 'src' in config ? {} : { src: kit.script() }),
    control() {
      const control = new AbortController();
      givenSignal(control.signal);
      return control;
    },
    finish: (detail = { session_id: 'a' }) => window.dispatchEvent(new CustomEvent('finish', { detail })),
    /** Waits until the row's session is in a state. */
    until: (state) => kit.wait(() => states.includes(state), `never ${state}, but ${states}`),
    async wait(test, complaint = String(test)) {
      const end = performance.now() + PATIENCE;
      while (!(await test())) {
        if (performance.now() > end) throw new Error(complaint);
        await sleep(10);
      }
    },
    /** The number of requests for each file of the row's folder. */
    counts: async () => (await fetch(`${here}counts`)).json(),
    /** Runs an action of the WebDriver. */
    async drive(action, more) {
      const body = JSON.stringify({ action, ...more });
      const answer = await fetch(`${here}drive`, { method: 'POST', body });
      const { error } = await answer.json();
      if (error) throw new Error(error);
    },
    /** Replaces a property of the browser until the end of the row. */
    stub(object, name, descriptor) {
      const before = Object.getOwnPropertyDescriptor(object, name);
      Object.defineProperty(object, name, { configurable: true, ...descriptor });
      kit.undo(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
    },
    /** A rejected Promise that is not reported as unhandled. */
    rejected(reason) {
      const promise = Promise.reject(reason);
      promise.catch(() => {});
      return promise;
    },
    undo: (work) => undo.push(work),
    clean() {
      for (const work of undo.splice(0).reverse()) work();
    },
  };
  return kit;
}

/** The outcome of a Promise as plain data. */
export async function outcomeOf(promise, lib) {
  const late = sleep(PATIENCE).then(() => ({ outcome: 'pending' }));
  const settled = Promise.resolve(promise).then(
    (value) => ({ outcome: 'resolves', value: plain(value) }),
    (thrown) => {
      if (thrown instanceof lib.FlowWidgetError) {
        const { code, message, retryable, cause, status, findings } = thrown;
        const found = findings?.map((one) => one.code).join(' ');
        return { outcome: code, message, retryable, cause: nameOf(cause), status, found };
      }
      const named = thrown instanceof DOMException || thrown instanceof Error;
      return { outcome: 'rejects', value: named ? thrown.name : plain(thrown), message: thrown?.message };
    },
  );
  return Promise.race([settled, late]);
}

/** The code of a FlowWidgetError, the name of another error. */
const nameOf = (error) => (typeof error?.code === 'string' ? error.code : (error?.name ?? plain(error)));

/** The part of a value that JSON can carry. */
function plain(value) {
  try {
    return JSON.parse(JSON.stringify(value ?? null));
  } catch {
    return Object.prototype.toString.call(value);
  }
}
