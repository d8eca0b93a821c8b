// biome-ignore-all lint/suspicious/noThenProperty: the generated values include thenables
/**
 * Generates values that a well-behaved page would not pass. Runs in a page and in Node: values that only a page has are
 * passed as `more`.
 */

/** The error that hostile values throw. The package may return it to the caller, unchanged or as a `cause`. */
export class Hostile extends Error {
  name = 'Hostile';
}

const fail = () => {
  throw new Hostile('on purpose');
};
const handled = (promise) => {
  try {
    // Not `promise.catch`, which would call an overridden `then`.
    Promise.prototype.then.call(promise, undefined, () => {});
  } catch {}
  return promise;
};
const TRAPS = Object.getOwnPropertyNames(Reflect).filter((name) => typeof Reflect[name] === 'function');

const TEXTS = [
  ...['', ' ', 'text', '7', 'null', '__proto__', 'constructor', 'then', '#flow-widget', '#nowhere', '[', '*'],
  ...[
    '\ud800',
    '\udc00\ud800',
    'a\0b',
    '\u202e',
    'ру',
    '💥',
    '/nowhere.js',
    'http://[',
    '//',
    '../../..',
    '?',
    '#',
  ],
  ...['data:,', 'data:text/javascript,0', 'blob:nothing', 'about:blank', 'kk-KZ', 'ru,en', 'wait', 'replace'],
  ...['classic', 'use-credentials', 'sha256-x', 'no-referrer', 'omit', '/api/flow/mine', '-1', '1e3', '0x10'],
];
const NUMBERS = [
  ...[0, -0, 1, -1, 0.5, 7, 30, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[2 ** 31, 2 ** 31 - 1, 2 ** 53, 1e308, Number.MIN_VALUE],
];

/** Generates hostile values; fast-check makes all choices. */
export class Values {
  /**
   * @param {import('./draw.js').Draw} draw
   * @param {unknown[]} more values of the page
   */
  constructor(draw, more = []) {
    this.draw = draw;
    this.more = more;
    /** The abort reasons of the generated signals. */
    this.reasons = new Set();
    /** Whether the config may be valid and have no timeout. */
    this.endless = false;
    /** Whether `verify` calls functions of the page instead of an endpoint. */
    this.ownBackend = false;
    /** Whether the widget in the page can be any value. */
    this.anyWidget = false;
  }

  /** Returns any value; `depth` is the maximum number of levels of nested values. */
  any(depth = 2) {
    const { draw } = this;
    const kinds = [
      ...[
        'text',
        'number',
        'primitive',
        'object',
        'list',
        'proxy',
        'callable',
        'thenable',
        'builtIn',
        'signal',
        'anything',
      ],
      ...(this.more.length > 0 ? ['ofThePage', 'ofThePage'] : []),
    ];
    return this[draw.pick(kinds)](depth);
  }

  text() {
    const { draw } = this;
    if (draw.chance(0.05)) return 'x'.repeat(100_000);
    return draw.chance(0.1) ? draw.text() : draw.pick(TEXTS);
  }

  number() {
    return this.draw.chance(0.2) ? this.draw.number() : this.draw.pick(NUMBERS);
  }

  anything() {
    return this.draw.anything();
  }

  primitive() {
    const { draw } = this;
    return draw.pick([
      undefined,
      null,
      true,
      false,
      10n,
      -(2n ** 70n),
      Symbol('s'),
      Symbol.iterator,
      Symbol.for('x'),
    ]);
  }

  ofThePage(depth) {
    const value = this.draw.pick(this.more);
    // A Proxy still passes `instanceof` checks.
    if (this.draw.chance(0.2) && Object(value) === value)
      return new Proxy(value, this.draw.chance(0.5) ? {} : this.handler(depth));
    return value;
  }

  object(depth) {
    const { draw } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    const cyclic = { list: [] };
    cyclic.self = cyclic;
    cyclic.list.push(cyclic);
    return draw.pick([
      () => ({}),
      () => cyclic,
      () => Object.create(null),
      () => Object.assign(Object.create(null), { id: inner(), session: inner(), length: inner() }),
      () => Object.create(this.proxy(0)),
      () => Object.create({ id: inner(), then: inner() }),
      () => JSON.parse('{"__proto__": {"id": "a"}, "constructor": null}'),
      () => ({
        get __proto__() {
          return fail();
        },
        id: inner(),
      }),
      () => Object.defineProperty({}, '__proto__', { set: fail, get: fail }),
      () => ({ session: inner(), script: inner(), finish: inner(), attempt: inner(), result: inner() }),
      () => ({ toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }),
      () => ({ toString: () => inner(), [Symbol.toPrimitive]: () => ({}) }),
      () => ({ toJSON: fail }),
      () => ({ toJSON: () => inner() }),
      () => ({
        get then() {
          return fail();
        },
      }),
      () => ({
        get [draw.pick(['id', 'length', 'name', 'code', 'aborted', 'session', 'nodeType'])]() {
          return fail();
        },
      }),
      () => ({ [Symbol.iterator]: fail, [Symbol.asyncIterator]: fail }),
      () => Object.freeze({ id: inner() }),
      () => ({ name: 'FlowWidgetError', code: inner(), message: inner(), retryable: inner() }),
      () => Object.freeze(Object.assign(new Hostile('frozen'), { name: 'FlowWidgetError' })),
      () => ({ nodeType: 1, isConnected: true, childNodes: inner(), id: inner(), setAttribute: inner() }),
      () => {
        let deep = {};
        for (let level = 0; level < 2_000; level++) deep = { deep };
        return deep;
      },
    ])();
  }

  list(depth) {
    const { draw } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    return draw.pick([
      () => [],
      () => [inner(), inner()],
      () => [['/nowhere.js']],
      () => new Array(3),
      () => Object.assign([], { length: 5_000 }),
      () => ({ length: inner(), 0: inner() }),
      () => ({ length: 2 ** 53, 0: inner() }),
      () => Object.defineProperty(['/nowhere.js'], 0, { get: fail }),
      () => Object.setPrototypeOf(['/nowhere.js'], null),
      () => Object.assign(['/nowhere.js'], { flat: fail, constructor: fail }),
      () => new Proxy(['/nowhere.js'], this.handler(0)),
      () => new Set([inner()]),
      () => new Map([[inner(), inner()]]),
    ])();
  }

  /** A Proxy handler: some traps throw, some return any value, which can become an abort reason. */
  handler(depth) {
    const { draw } = this;
    const handler = {};
    for (const name of TRAPS) {
      const how = draw.below(100);
      if (how >= 80) handler[name] = fail;
      else if (how >= 64)
        handler[name] = () => this.noted(depth > 0 ? this.any(depth - 1) : draw.pick([null, 1, {}, []]));
    }
    return handler;
  }

  proxy(depth) {
    const { draw } = this;
    const target = draw.pick([{}, [], () => {}, class {}]);
    if (draw.chance(0.2)) {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      return proxy;
    }
    if (draw.chance(0.2)) return new Proxy(target, new Proxy({}, { get: () => fail }));
    return new Proxy(target, this.handler(depth));
  }

  callable(depth) {
    const { draw } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    return draw.pick([
      () => fail,
      () => inner,
      () => () => {},
      () => () => 'a',
      () => () => handled(Promise.reject(inner())),
      () => () => handled(Promise.resolve(inner())),
      () => () => this.thenable(0),
      () => () => new Promise(() => {}),
      () => function* generator() {},
      () => class {},
      () => Object.assign(() => inner(), { call: fail, apply: fail, then: inner() }),
      () => Object.setPrototypeOf(() => inner(), null),
      () => new Proxy(() => {}, { apply: fail, get: fail }),
      () => Date,
      () => Reflect.ownKeys,
      () => Function.prototype,
    ])();
  }

  thenable(depth) {
    const { draw } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    return draw.pick([
      () => new Promise(() => {}),
      () => handled(Promise.reject(inner())),
      () => handled(Promise.resolve(inner())),
      () => ({ then: fail }),
      () => ({ then: (resolve) => resolve(inner()) }),
      () => ({ then: (_, reject) => reject(inner()) }),
      () => ({
        then(resolve, reject) {
          resolve('a');
          reject(inner());
          fail();
        },
      }),
      () => ({ then: () => {} }),
      () => ({ then: (resolve) => resolve({ then: fail }) }),
      () => Object.assign(handled(Promise.resolve('a')), { then: fail }),
      () => Object.assign(handled(Promise.resolve('a')), { constructor: fail }),
      () => Object.assign(handled(Promise.resolve('a')), { constructor: inner() }),
      () => Object.setPrototypeOf(handled(Promise.resolve('a')), null),
    ])();
  }

  builtIn() {
    return this.draw.pick([
      () => new Date(),
      () => new Date(Number.NaN),
      () => /x/g,
      () => new Error('an error'),
      () => new WeakMap(),
      () => new Uint8Array(8),
      () => new Float64Array(1),
      () => new ArrayBuffer(8),
      () => {
        const buffer = new ArrayBuffer(8);
        structuredClone(buffer, { transfer: [buffer] });
        return this.draw.chance(0.5) ? buffer : new Uint8Array(buffer.slice ? new ArrayBuffer(0) : 0);
      },
      () => new DataView(new ArrayBuffer(8)),
      () => new URL('https://flow.invalid/'),
      () => new Headers({ a: 'b' }),
      () => new Blob(['x']),
      () => new Event('abort'),
      () => new EventTarget(),
      () => Object(Symbol('boxed')),
      () => Object('boxed'),
      () => Object(7n),
      () => Promise,
      () => Reflect,
      () => Math,
      () => globalThis,
      () => Intl,
    ])();
  }

  /** Returns a signal or a look-alike. `reasons` gets the reasons of those that can end a call. */
  signal() {
    const { draw } = this;
    return draw.pick([
      () => this.aborting(AbortSignal.abort(this.reason())),
      () => this.aborting(AbortSignal.abort(this.reason())),
      () => {
        const control = new AbortController();
        const reason = this.reason();
        setTimeout(() => control.abort(reason), draw.below(30));
        this.reasons.add(reason);
        control.signal.addEventListener('abort', () => this.reasons.add(control.signal.reason));
        return control.signal;
      },
      () => Object.create(AbortSignal.prototype),
      () => new Proxy(AbortSignal.abort(this.noted('through a Proxy')), {}),
      () => new Proxy(new AbortController().signal, this.handler(1)),
      () => ({ aborted: true, reason: this.noted(new Hostile('not a signal')), addEventListener: fail }),
      () => ({
        aborted: false,
        // Calls the listener, but has no `reason`.
        addEventListener: (_, listener) => listener.call?.(this.noted(undefined)),
        removeEventListener: fail,
      }),
      () =>
        Object.assign(new AbortController().signal, { addEventListener: fail, removeEventListener: fail }),
      () => Object.defineProperty(new AbortController().signal, 'aborted', { get: fail }),
      () => {
        // A reason that cannot be read counts as `undefined`.
        this.noted(undefined);
        return Object.defineProperty(AbortSignal.abort(), 'reason', { get: fail });
      },
    ])();
  }

  /** Records the reason of an aborted signal, and returns the signal. */
  aborting(signal) {
    this.reasons.add(signal.reason);
    return signal;
  }

  /** Records an abort reason, and returns it. */
  noted(reason) {
    this.reasons.add(reason);
    return reason;
  }

  /** Returns a reason to abort a signal with. */
  reason() {
    return this.draw.pick([
      undefined,
      null,
      'a reason',
      Symbol('reason'),
      7,
      new Hostile('reason'),
      {},
      Object.freeze({}),
    ]);
  }
}
