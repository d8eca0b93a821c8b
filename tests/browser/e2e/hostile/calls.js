import { Hostile } from './values.js';

const SESSION = [
  ...['id', 'session_id', 'selector', 'container', 'locale', 'signal', 'timeouts', 'conflict', 'preflight'],
  ...['dialog'],
  ...['src', 'type', 'nonce', 'integrity', 'crossOrigin', 'referrerPolicy', 'retries', 'offline', 'unknown'],
];
const SCRIPT = SESSION.slice(SESSION.indexOf('src')).concat('signal', 'timeouts');
const VERIFY = [
  ...SESSION.slice(2),
  ...['endpoint', 'backend', 'metadata', 'headers', 'credentials', 'watch', 'resume', 'dialog', 'onState'],
  ...['mode', 'fallback', 'hostedUrl'],
];

/** Timeouts of a session, in ms: they end it regardless of the rest of the config. */
const TIMEOUTS = { session: 25, script: 40, attempt: 30, finish: 25, result: 25 };
/** Timeouts that a busy machine meets too, so that some calls reach their result there. */
const LONG_TIMEOUTS = { session: 1_000, script: 1_000, attempt: 1_000, finish: 1_000, result: 1_000 };
/** Delay, in ms, after which the test's own signal aborts a call without these timeouts. */
const ABORT_AFTER = 150;

/** Calls an export of a browser entry point with hostile arguments. Each call has its own instance. */
export class Call {
  constructor(api, values, configs) {
    Object.assign(this, { api, values, configs, draw: values.draw });
  }

  /** Returns a config for a session, the script or `verify`, with timeouts or a signal that always end the call. */
  config(good, fields) {
    const { draw, configs, values } = this;
    const base = {
      src: '/nowhere.js',
      retries: 0,
      timeouts: { ...(draw.chance(0.02) ? LONG_TIMEOUTS : TIMEOUTS) },
      ...good,
    };
    if (draw.chance(0.5)) return configs.any(base, fields, ['timeouts']);
    const control = new AbortController();
    const reason = values.reason();
    setTimeout(() => control.abort(reason), ABORT_AFTER);
    // Read from the signal, because `abort(undefined)` sets an AbortError as the reason.
    control.signal.addEventListener('abort', () => values.reasons.add(control.signal.reason));
    return configs.any({ ...base, signal: control.signal }, fields, ['signal']);
  }

  session() {
    const { draw } = this;
    const target = draw.pick([
      { selector: '#flow-widget' },
      { container: document.querySelector('#flow-widget') },
      {},
    ]);
    return this.config({ id: 's-1', conflict: 'replace', ...target }, SESSION);
  }

  startSession() {
    return this.api.startSession(this.session());
  }

  /** Opens a session, and calls the methods of its handle with hostile arguments too. */
  openSession() {
    const { draw, values } = this;
    const session = this.api.openSession(this.session());
    if (draw.chance(0.3)) {
      session.addEventListener('statechange', () => {
        if (draw.chance(0.5)) session.cancel(values.noted(values.any(0)));
        throw new Hostile('a listener');
      });
    }
    try {
      // EventTarget rejects invalid listeners with its own error.
      if (draw.chance(0.2)) session.addEventListener(values.any(0), values.any(0), values.any(0));
    } catch {}
    if (draw.chance(0.3)) {
      const reason = values.any(1);
      session.signal.addEventListener('abort', () => values.reasons.add(session.signal.reason));
      setTimeout(() => session.cancel(reason), draw.below(20));
    }
    if (draw.chance(0.1)) return session[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
    return session.finished;
  }

  loadWidget() {
    const options = this.draw.chance(0.05) ? this.values.any(2) : this.config({}, SCRIPT);
    return this.api.loadWidget(options);
  }

  verify() {
    const { draw, values } = this;
    values.ownBackend = draw.chance(0.25);
    const endpoint = draw.pick(['fine', 'denied', 'garbled', 'slow']);
    const source = !values.ownBackend
      ? { endpoint: `/api/flow/${endpoint}` }
      : {
          backend: {
            createSession: draw.pick([() => ({ session_id: 's-1' }), this.own()]),
            getVerdict: draw.pick([
              () => ({ status: 'FINISHED', passed: values.any(0), failure_reasons: values.any(2) }),
              () => values.object(1),
              this.own(),
            ]),
          },
        };
    const modes = draw.pick([
      {},
      { mode: 'frame', hostedUrl: '/nothing' },
      { fallback: 'frame', hostedUrl: '/nothing' },
    ]);
    const good = { ...source, ...modes, selector: '#flow-widget', conflict: 'replace' };
    return this.api.verify(this.config(good, VERIFY));
  }

  /** Returns a function of the page's own backend, whose errors `verify` may reject with. */
  own() {
    const { values } = this;
    const call = values.callable(2);
    return async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        throw values.noted(error);
      }
    };
  }

  async preload() {
    this.api.preload(this.config({}, SCRIPT));
    // The link of the last call stays in the page.
    for (const link of document.querySelectorAll('link[rel~="modulepreload"], link[rel="preload"]'))
      link.remove();
  }

  async checkEnvironment() {
    await this.api.checkEnvironment(this.values.any());
  }

  async negotiateLocale() {
    const { values, draw } = this;
    for (const tags of [
      values.any(),
      [values.any(), values.text()],
      draw.chance(0.5) ? values.text() : values.list(1),
    ]) {
      const locale = this.api.negotiateLocale(tags);
      if (!['ru', 'en', 'kz'].includes(locale)) throw new Error(`negotiateLocale returned ${String(locale)}`);
    }
  }

  /** FlowWidgetError accepts what `Error` accepts, and throws what `Error` throws. */
  async FlowWidgetError() {
    const { values, api } = this;
    const message = values.any(1);
    const options = values.any(1);
    let error;
    try {
      error = new api.FlowWidgetError(values.any(1), message, options);
    } catch (thrown) {
      // Compares names, because a getter of another realm throws errors of that realm. A window of a removed frame throws
      // an internal error of Firefox.
      if (/^(TypeError|SecurityError|Hostile|NS_ERROR_UNEXPECTED)$/.test(thrown?.name)) return;
      throw new Error(`new FlowWidgetError threw ${String(thrown)}`);
    }
    // Options parsed from JSON can have their own `__proto__`, and assigning it changes the error's prototype.
    if (!(error instanceof Error) && !Object.hasOwn(Object(options), '__proto__'))
      throw new Error('new FlowWidgetError did not create an Error');
  }

  async init() {
    const { draw, values } = this;
    const input = draw.pick([
      () => values.any(1),
      () => values.builtIn(),
      () => new Response('x'),
      () => Response.error(),
      () => new Request('/nowhere.wasm'),
      () => '/nowhere.wasm',
      () => fetch('/nowhere.wasm'),
      () => Object.create(Response.prototype),
      () => Object.create(WebAssembly.Module.prototype),
      () => new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]),
    ])();
    // `init` waits for a promise of the bytes without a timeout, so the test settles the promise.
    const late = new Promise((_, reject) => setTimeout(reject, 50, new Hostile('late')));
    late.catch(() => {});
    if (draw.chance(0.5) && !isThenable(input)) return this.api.init(input);
    const inTime = Promise.race([(async () => input)(), late]);
    // `init` ignores the promise if the wasm is already loaded.
    inTime.catch(() => {});
    await this.api.init(inTime);
  }

  /** Calls the REST client in the page; its host does not exist, so no data is sent. */
  async createFlowClient() {
    const { draw, values, configs, api } = this;
    const good = {
      apiKey: 'a key',
      baseUrl: 'https://flow.invalid',
      timeout: 30,
      retries: 0,
      dangerouslyAllowBrowser: true,
      onWarning: () => {},
    };
    const client = api.createFlowClient(
      configs.any(good, Object.keys(good), ['timeout', 'retries', 'baseUrl']),
    );
    const options = () =>
      configs.any(
        { interval: 1, timeout: 30 },
        ['metadata', 'signal', 'interval', 'onProgress'],
        ['timeout'],
      );
    await draw.pick([
      () => client.createSession(options()),
      () => client.getResult(draw.pick(['x', values.any(1)]), options()),
      () => client.waitForResult(draw.pick(['x', values.any(1)]), options()),
    ])();
  }

  async encodePhoto() {
    const { values, api } = this;
    const text = await api.encodePhoto(values.any(1));
    if (typeof text !== 'string') throw new Error('encodePhoto did not return a string');
  }

  async isValidIin() {
    if (typeof this.api.isValidIin(this.values.any(1)) !== 'boolean')
      throw new Error('isValidIin did not return a boolean');
  }
}

/** Returns whether `await` would treat the value as a thenable. */
function isThenable(value) {
  try {
    return typeof value?.then === 'function';
  } catch {
    return false;
  }
}
