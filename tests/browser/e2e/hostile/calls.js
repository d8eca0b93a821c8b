import { Hostile } from './values.js';

const SESSION = [
  ...['id', 'session_id', 'selector', 'container', 'locale', 'signal', 'timeouts', 'conflict', 'preflight'],
  ...['src', 'type', 'nonce', 'integrity', 'crossOrigin', 'referrerPolicy', 'retries', 'offline', 'unknown'],
];
const SCRIPT = SESSION.slice(SESSION.indexOf('src')).concat('signal', 'timeouts');
const VERIFY = [...SESSION.slice(2), 'endpoint', 'metadata', 'headers', 'credentials', 'onState'];

/** A session's time limits: whatever the rest of a config is, with them it ends. */
const TIMEOUTS = { session: 25, script: 40, attempt: 30, finish: 25, result: 25 };
/** When a signal of the test's own ends what has no such limits, in ms. */
const PATIENCE = 150;

/** One call of what the browser's entries export, with something hostile; made anew for each call. */
export class Call {
  constructor(api, values, configs) {
    Object.assign(this, { api, values, configs, random: values.random });
  }

  /** A config for a session, for the script, or for `verify`, which will end in any case. */
  config(good, fields) {
    const { random, configs, values } = this;
    const base = { src: '/nowhere.js', retries: 0, timeouts: { ...TIMEOUTS }, ...good };
    if (random.chance(0.5)) return configs.any(base, fields, ['timeouts']);
    const control = new AbortController();
    const reason = values.reason();
    setTimeout(() => control.abort(reason), PATIENCE);
    // What `undefined` becomes is known once it is aborted.
    control.signal.addEventListener('abort', () => values.reasons.add(control.signal.reason));
    return configs.any({ ...base, signal: control.signal }, fields, ['signal']);
  }

  session() {
    const { random } = this;
    const place = random.pick([
      { selector: '#flow-widget' },
      { container: document.querySelector('#flow-widget') },
      {},
    ]);
    return this.config({ id: 's-1', conflict: 'replace', ...place }, SESSION);
  }

  startSession() {
    return this.api.startSession(this.session());
  }

  /** A handle, whose methods are called with anything as well. */
  openSession() {
    const { random, values } = this;
    const session = this.api.openSession(this.session());
    if (random.chance(0.3)) {
      session.addEventListener('statechange', () => {
        if (random.chance(0.5)) session.cancel(values.noted(values.any(0)));
        throw new Hostile('a listener');
      });
    }
    try {
      // What is no listener an EventTarget refuses, with an error of its own.
      if (random.chance(0.2)) session.addEventListener(values.any(0), values.any(0), values.any(0));
    } catch {}
    if (random.chance(0.3)) {
      const reason = values.any(1);
      session.signal.addEventListener('abort', () => values.reasons.add(session.signal.reason));
      setTimeout(() => session.cancel(reason), random.below(20));
    }
    if (random.chance(0.1)) return session[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
    return session.finished;
  }

  loadWidget() {
    const options = this.random.chance(0.05) ? this.values.any(2) : this.config({}, SCRIPT);
    return this.api.loadWidget(options);
  }

  verify() {
    const endpoint = this.random.pick(['fine', 'denied', 'garbled', 'slow']);
    return this.api.verify(
      this.config(
        { endpoint: `/api/flow/${endpoint}`, selector: '#flow-widget', conflict: 'replace' },
        VERIFY,
      ),
    );
  }

  async preload() {
    this.api.preload(this.config({}, SCRIPT));
    // They stay, one for each address.
    for (const link of document.querySelectorAll('link[rel~="preconnect"]')) link.remove();
  }

  async checkEnvironment() {
    await this.api.checkEnvironment(this.values.any());
  }

  async negotiateLocale() {
    const { values, random } = this;
    for (const tags of [
      values.any(),
      [values.any(), values.text()],
      random.chance(0.5) ? values.text() : values.list(1),
    ]) {
      const locale = this.api.negotiateLocale(tags);
      if (!['ru', 'en', 'kz'].includes(locale)) throw new Error(`negotiateLocale came to ${String(locale)}`);
    }
  }

  /** An `Error` takes whatever it can make a text of; so does ours. What it throws, `Error` throws. */
  async FlowWidgetError() {
    const { values, api } = this;
    const message = values.any(1);
    const options = values.any(1);
    let error;
    try {
      error = new api.FlowWidgetError(values.any(1), message, options);
    } catch (thrown) {
      // A getter of another realm's throws errors of that realm.
      if (/^(TypeError|SecurityError|Hostile)$/.test(thrown?.name)) return;
      throw new Error(`new FlowWidgetError threw ${String(thrown)}`);
    }
    // JSON may have a field `__proto__`, and to assign that is to have another prototype.
    if (!(error instanceof Error) && !Object.hasOwn(Object(options), '__proto__'))
      throw new Error('new FlowWidgetError came to no Error');
  }

  async init() {
    const { random, values } = this;
    const input = random.pick([
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
    // There is no limit of time for bytes that the page says are on their way: here they arrive, or do not, in time.
    const late = new Promise((_, reject) => setTimeout(reject, 50, new Hostile('late')));
    late.catch(() => {});
    if (random.chance(0.5) && !isThenable(input)) return this.api.init(input);
    const inTime = Promise.race([(async () => input)(), late]);
    // It is not looked at where the wasm is there already.
    inTime.catch(() => {});
    await this.api.init(inTime);
  }

  /** The client in a page; nothing is ever sent, as its host is none. */
  async createFlowClient() {
    const { random, values, configs, api } = this;
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
    await random.pick([
      () => client.createSession(options()),
      () => client.getResult(random.pick(['x', values.any(1)]), options()),
      () => client.waitForResult(random.pick(['x', values.any(1)]), options()),
    ])();
  }

  async encodePhoto() {
    const { values, api } = this;
    const text = await api.encodePhoto(values.any(1));
    if (typeof text !== 'string') throw new Error('a photo that is no text');
  }

  async isValidIin() {
    if (typeof this.api.isValidIin(this.values.any(1)) !== 'boolean') throw new Error('no yes and no no');
  }
}

/** Whether an `await` would wait for it. */
function isThenable(value) {
  try {
    return typeof value?.then === 'function';
  } catch {
    return false;
  }
}
