// biome-ignore-all lint/suspicious/noThenProperty: thenables are what it makes, among other things
/**
 * Values that no page should give, without end. Runs in a page and in Node: what only a page has comes from
 * `world.more`.
 */

/** What hostile values throw. That a page's own code throws it may come back to the page, as a cause or as it is. */
export class Hostile extends Error {
  name = 'Hostile';
}

const fail = () => {
  throw new Hostile('on purpose');
};
const handled = (promise) => {
  try {
    // Not its own `catch`, which would call a `then` of its own.
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

/** A generator of hostile values; all chance comes from `random`. */
export class Values {
  constructor(random, more = []) {
    this.random = random;
    this.more = more;
    /** With what signals of ours have been, or will be, aborted. */
    this.reasons = new Set();
  }

  /** Any value; `depth` is how much deeper it may be nested. */
  any(depth = 2) {
    const { random } = this;
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
      ],
      ...(this.more.length > 0 ? ['ofThePage', 'ofThePage'] : []),
    ];
    return this[random.pick(kinds)](depth);
  }

  text() {
    const { random } = this;
    if (random.chance(0.05)) return 'x'.repeat(100_000);
    if (random.chance(0.1)) {
      const units = Array.from({ length: random.below(20) }, () => random.below(0x10000));
      return String.fromCharCode(...units);
    }
    return random.pick(TEXTS);
  }

  number() {
    return this.random.chance(0.2) ? this.random.next() * 1e6 - 5e5 : this.random.pick(NUMBERS);
  }

  primitive() {
    const { random } = this;
    return random.pick([
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
    const value = this.random.pick(this.more);
    // What the page has, with a Proxy before it: an `instanceof` is content with that.
    if (this.random.chance(0.2) && Object(value) === value)
      return new Proxy(value, this.random.chance(0.5) ? {} : this.handler(depth));
    return value;
  }

  object(depth) {
    const { random } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    const cyclic = { list: [] };
    cyclic.self = cyclic;
    cyclic.list.push(cyclic);
    return random.pick([
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
        get [random.pick(['id', 'length', 'name', 'code', 'aborted', 'session', 'nodeType'])]() {
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
    const { random } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    return random.pick([
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

  /** Traps: some throw, some lie, some are as they should be. What is a lie may be told of a signal's reason. */
  handler(depth) {
    const { random } = this;
    const handler = {};
    for (const name of TRAPS) {
      const how = random.next();
      if (how < 0.2) handler[name] = fail;
      else if (how < 0.36)
        handler[name] = () => this.noted(depth > 0 ? this.any(depth - 1) : random.pick([null, 1, {}, []]));
    }
    return handler;
  }

  proxy(depth) {
    const { random } = this;
    const target = random.pick([{}, [], () => {}, class {}]);
    if (random.chance(0.2)) {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      return proxy;
    }
    if (random.chance(0.2)) return new Proxy(target, new Proxy({}, { get: () => fail }));
    return new Proxy(target, this.handler(depth));
  }

  callable(depth) {
    const { random } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    return random.pick([
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
    const { random } = this;
    const inner = () => (depth > 0 ? this.any(depth - 1) : null);
    return random.pick([
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
    return this.random.pick([
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
        return this.random.chance(0.5) ? buffer : new Uint8Array(buffer.slice ? new ArrayBuffer(0) : 0);
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

  /** A signal, or what looks like one. Of those that end something, the reason is noted. */
  signal() {
    const { random } = this;
    return random.pick([
      () => this.aborting(AbortSignal.abort(this.reason())),
      () => this.aborting(AbortSignal.abort(this.reason())),
      () => {
        const control = new AbortController();
        const reason = this.reason();
        setTimeout(() => control.abort(reason), random.below(30));
        this.reasons.add(reason);
        control.signal.addEventListener('abort', () => this.reasons.add(control.signal.reason));
        return control.signal;
      },
      () => Object.create(AbortSignal.prototype),
      () => new Proxy(AbortSignal.abort(this.noted('through a Proxy')), {}),
      () => new Proxy(new AbortController().signal, this.handler(1)),
      () => ({ aborted: true, reason: this.noted(new Hostile('no signal at all')), addEventListener: fail }),
      () => ({
        aborted: false,
        // It says that it is aborted, and not why.
        addEventListener: (_, listener) => listener.call?.(this.noted(undefined)),
        removeEventListener: fail,
      }),
      () =>
        Object.assign(new AbortController().signal, { addEventListener: fail, removeEventListener: fail }),
      () => Object.defineProperty(new AbortController().signal, 'aborted', { get: fail }),
      () => {
        // A reason that cannot be read is none.
        this.noted(undefined);
        return Object.defineProperty(AbortSignal.abort(), 'reason', { get: fail });
      },
    ])();
  }

  aborting(signal) {
    this.reasons.add(signal.reason);
    return signal;
  }

  noted(reason) {
    this.reasons.add(reason);
    return reason;
  }

  /** What signals are aborted with: anything as well. */
  reason() {
    return this.random.pick([
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
