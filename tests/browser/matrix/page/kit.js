import { attached, elapse, givenSignal, native, runningTimers, tags, troubles } from './traces.js';

/** The URL of the row's folder on the server. */
const here = new URL('../../', import.meta.url);

/** The time limit of the outcome and of each `kit.wait`, in ms. A row that exceeds it fails. */
const TIME_LIMIT = 15_000;

export const sleep = (ms) => new Promise((resolve) => native.setTimeout(resolve, ms));

/** Lets the page run the callbacks of settled Promises and of observers, and the tasks that these queue. */
export async function turn() {
  for (let count = 0; count < 3; count++) await sleep(0);
}

/**
 * Returns the functions that a row uses in its page. `lib` is the package, `other` the server's other origin, `load` the
 * number of this load of the page.
 */
export function makeKit(lib, other, load) {
  const undo = [];
  const states = [];
  let serial = 0;
  const kit = {
    lib,
    load,
    turn,
    /**
     * Waits until the package has nothing left to do by itself: observers have been notified, and no timer of it is
     * running. What has not happened by then does not happen without another event.
     */
    async quiet() {
      await turn();
      await kit.wait(() => runningTimers().length === 0, `timers: ${runningTimers()}`);
      await turn();
    },
    /** The delays of the package's running timers, in ms. */
    timers: runningTimers,
    /** Fires the running timers that are due within this time, as if it had passed. */
    elapse,
    /** Waits until the package listens for an event of `window`. */
    listening: (name) =>
      kit.wait(() => attached().includes(`window ${name}`), `no listener for ${name}, but ${attached()}`),
    here: here.href,
    other: new URL(here.pathname, other).href,
    /** The states of the session that the row is about. */
    states,
    /** The scripts added to the document, and the violated directives of the Content-Security-Policy. */
    tags,
    violations: troubles.violations,
    /** The configs that the widget was called with. */
    get calls() {
      return window.calls ?? [];
    },
    get container() {
      return document.querySelector('#flow-widget');
    },
    /** Returns a new script URL: `fault` names the server's fault, `widget` the script's content. */
    script(
      fault = 'ok',
      { widget = 'quiet', other: elsewhere = false, name = `${++serial}.js`, ...more } = {},
    ) {
      const query = new URLSearchParams({ fault, widget, ...more });
      return `${elsewhere ? kit.other : kit.here}script/${name}?${query}`;
    },
    /** Returns a new URL of a widget's script. */
    widget: (widget, more) => kit.script('ok', { widget, ...more }),
    /** Opens the row's session, with defaults, and records its states. */
    open: (config) => kit.follow(kit.openQuietly(config)),
    /** Records the states of the row's session. */
    follow(session) {
      kit.session = session;
      session.addEventListener('statechange', () => states.push(session.state));
      return session;
    },
    /** Opens a session with the same defaults, without recording its states. */
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
    /** Calls `verify` with the stand-in for the hosted page, whose fault `hosted` names. The verdict is pending. */
    verifyHosted: ({ hosted = '', ...config } = {}) =>
      kit.verify({ hostedUrl: `${kit.other}hosted/flow/?hosted=${hosted}`, verdict: 'pending', ...config }),
    /** Sets the fault of the backend's next verdicts: the user ends the session on another device. */
    decide: (name) => fetch(`${kit.here}hosted/verdict/${name}`, { method: 'POST' }),
    /** Breaks the connections to the backend, or restores them. */
    network: (isOn) => fetch(`${kit.here}hosted/network/${isOn ? 'on' : 'off'}`, { method: 'POST' }),
    /** Returns the value of `integrity` for the file at a URL. */
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
    /** Returns an AbortController. The listeners of its signal must be removed at the end. */
    control() {
      const control = new AbortController();
      givenSignal(control.signal);
      return control;
    },
    finish: (detail = { session_id: 'a' }) => window.dispatchEvent(new CustomEvent('finish', { detail })),
    /** Waits until the row's session is in a state. */
    until: (state) => kit.wait(() => states.includes(state), `never ${state}, but ${states}`),
    async wait(test, complaint = String(test)) {
      const end = performance.now() + TIME_LIMIT;
      while (!(await test())) {
        if (performance.now() > end) throw new Error(complaint);
        await sleep(10);
      }
    },
    /** Returns how many sessions were created, and how often the hosted page was opened. */
    async opened() {
      const counts = await kit.counts();
      return { created: counts['POST api'] ?? 0, opened: counts['GET hosted/flow/a'] ?? 0 };
    },
    /** Returns how many requests for sessions and for verdicts the backend has received. */
    async requests() {
      const counts = await kit.counts();
      return { created: counts['POST api'] ?? 0, asked: counts['GET api/a'] ?? 0 };
    },
    /** Returns the number of requests to the server, by method and path in the row's folder. */
    counts: async () => (await fetch(`${kit.here}requests`)).json(),
    /** Waits until the server has received a request for a path in the row's folder. */
    requested: (path) =>
      kit.wait(async () => (await kit.counts())[`GET ${path}`] > 0, `${path} was never requested`),
    /** Makes the server run a WebDriver action. Returns its value. */
    async drive(action, more) {
      const body = JSON.stringify({ action, ...more });
      const response = await fetch(`${here}drive`, { method: 'POST', body });
      const { error, value } = await response.json();
      if (error) throw new Error(error);
      return value;
    },
    /**
     * Reloads the page. Never settles, so that only the next load reports: WebKit rejects the pending requests of a page
     * that it leaves, among them the one of the action that has started the session.
     */
    reload() {
      location.reload();
      return new Promise(() => {});
    },
    /** Returns the middle of an element in the viewport. */
    middle(element) {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    },
    /** A user clicks the middle of an element. */
    click: (element) => kit.drive('click', kit.middle(element)),
    /** Replaces a property of an object until the end of the row. */
    stub(object, name, descriptor) {
      const before = Object.getOwnPropertyDescriptor(object, name);
      Object.defineProperty(object, name, { configurable: true, ...descriptor });
      kit.undo(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
    },
    /** Returns a rejected Promise that is not reported as unhandled. */
    rejected(reason) {
      const promise = Promise.reject(reason);
      promise.catch(() => {});
      return promise;
    },
    /** Runs `work` at the end of the row. */
    undo: (work) => undo.push(work),
    clean() {
      for (const work of undo.splice(0).reverse()) work();
    },
  };
  return kit;
}

/** Returns the outcome of a Promise as plain data. */
export async function outcomeOf(promise, lib) {
  const late = sleep(TIME_LIMIT).then(() => ({ outcome: 'pending' }));
  const settled = Promise.resolve(promise).then(
    (value) => ({ outcome: 'resolves', value: plain(value) }),
    (thrown) => {
      if (thrown instanceof lib.FlowWidgetError) {
        const { code, message, retryable, cause, status, findings } = thrown;
        const found = findings?.map((one) => one.code).join(' ');
        return { outcome: code, message, retryable, cause: nameOf(cause), status, found };
      }
      const isError = thrown instanceof DOMException || thrown instanceof Error;
      return { outcome: 'rejects', value: isError ? thrown.name : plain(thrown), message: thrown?.message };
    },
  );
  return Promise.race([settled, late]);
}

/** Returns the code of a FlowWidgetError, or the name of another error. */
const nameOf = (error) => (typeof error?.code === 'string' ? error.code : (error?.name ?? plain(error)));

/** Returns a value as JSON can represent it, or its type if JSON cannot. */
function plain(value) {
  try {
    return JSON.parse(JSON.stringify(value ?? null));
  } catch {
    return Object.prototype.toString.call(value);
  }
}
