import { givenSignal, native, tags, troubles } from './traces.js';

/** The row's folder on the server, and the other origin. */
const here = new URL('../../', import.meta.url);

/** How long anything may take, in ms. A row that takes longer has failed. */
const PATIENCE = 15_000;

export const sleep = (ms) => new Promise((resolve) => native.setTimeout(resolve, ms));

/** What a row does and sees in its page. `lib` is the package. */
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
    /** The scripts that came into the document, and the directives that were violated. */
    tags,
    violations: troubles.violations,
    /** What the widget was called with. */
    get calls() {
      return window.calls ?? [];
    },
    get container() {
      return document.querySelector('#flow-widget');
    },
    /** The address of a script, another one each time: `fault` is the server's doing, `widget` what is in it. */
    script(
      fault = 'ok',
      { widget = 'quiet', other: elsewhere = false, name = `${++serial}.js`, ...more } = {},
    ) {
      const query = new URLSearchParams({ fault, widget, ...more });
      return `${elsewhere ? kit.other : kit.here}script/${name}?${query}`;
    },
    /** A script of that widget. */
    widget: (widget, more) => kit.script('ok', { widget, ...more }),
    /** Opens a session, with defaults, whose states are those of the row. */
    open(config) {
      const session = kit.openQuietly(config);
      kit.session = session;
      session.addEventListener('statechange', () => states.push(session.state));
      return session;
    },
    openQuietly: (config) =>
      lib.openSession({ id: 'a', selector: '#flow-widget', retries: 0, ...kit.src(config), ...config }),
    /** The whole flow, against the row's backend: `create` and `verdict` are what it does. */
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
    /** The metadata for `integrity` of what an address serves. */
    async hash(address) {
      const bytes = await (await fetch(address)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return `sha256-${btoa(String.fromCharCode(...digest))}`;
    },
    /** Puts an element into the page. */
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
    /** How often the server was asked for a file of the row's folder. */
    counts: async () => (await fetch(`${here}counts`)).json(),
    /** Has the driver do something. */
    async drive(action, more) {
      const body = JSON.stringify({ action, ...more });
      const answer = await fetch(`${here}drive`, { method: 'POST', body });
      const { error } = await answer.json();
      if (error) throw new Error(error);
    },
    /** Replaces what the browser offers, until the row is over. */
    stub(object, name, descriptor) {
      const before = Object.getOwnPropertyDescriptor(object, name);
      Object.defineProperty(object, name, { configurable: true, ...descriptor });
      kit.undo(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
    },
    /** A Promise that is rejected, and that is the row's own affair until somebody takes it. */
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

/** What a Promise came to, in words. */
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

/** The code of an error of ours, the name of another. */
const nameOf = (error) => (typeof error?.code === 'string' ? error.code : (error?.name ?? plain(error)));

/** As far as it survives the journey. */
function plain(value) {
  try {
    return JSON.parse(JSON.stringify(value ?? null));
  } catch {
    return Object.prototype.toString.call(value);
  }
}
