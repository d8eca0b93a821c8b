import { Call } from './calls.js';
import { Configs } from './configs.js';
import { Hostile, Values } from './values.js';

/**
 * The time limit of a call, in ms: longer than the time within which the package's own files must be there by default.
 * On a busy machine, WebKit needs many seconds to compile the WebAssembly in all frames.
 */
const LIMIT = 70_000;
/** A session without a time limit is replaced after this time, in ms. */
const ENDLESS = 200;
/** The outcome of a call that has not settled within the time limit. */
const PENDING = 'WRONG: pending';
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Messages of errors that a class, `Reflect.ownKeys` or a revoked Proxy throws when it is called as an `onState` handler,
 * in Chromium, Firefox and WebKit.
 */
const BUILT_IN_ERROR =
  /TypeError: .*(without ['|]?new|invoked with 'new'|Reflect\.ownKeys|'apply' on a proxy|revoked)/;

/**
 * Messages of errors that WebKit reports when a Promise is resolved with a Promise whose `constructor` is not a
 * constructor. It should reject the outer Promise, which stays pending instead. Errors of scripts of the page's own
 * origin always have another message.
 */
const WEBKIT_ERROR = /^(Script error\.|TypeError: .*constructor.* is not .*)$/;

/** Errors outside the calls: unhandled rejections and reported errors. */
const uncaught = [];
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  // An `onState` handler may be an asynchronous function.
  const reason = describe(event.reason);
  if (!BUILT_IN_ERROR.test(reason)) uncaught.push(`unhandled rejection: ${reason}`);
});
addEventListener('error', (event) => {
  event.preventDefault();
  // Errors of the generated handlers are expected: they are reported and have no other effect.
  const isExpected = BUILT_IN_ERROR.test(event.message) || WEBKIT_ERROR.test(event.message);
  if (!(event.error instanceof Hostile || isExpected))
    uncaught.push(`reported error: ${event.message} ${event.error?.stack}`);
});

/** Returns values that exist only in a page: elements, other documents and realms. */
function ofThePage() {
  const frame = document.body.appendChild(document.createElement('iframe'));
  const { contentWindow: other, contentDocument } = frame;
  const gone = document.body.appendChild(document.createElement('iframe'));
  const { contentWindow: dead, contentDocument: deadDocument } = gone;
  gone.remove();
  const host = document.body.appendChild(document.createElement('div'));
  const inside = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
  const clobbering = document.createElement('form');
  clobbering.innerHTML =
    '<input name="id"><input name="childNodes"><input name="isConnected"><input name="remove">';
  document.body.append(clobbering);
  return [
    ...[
      document,
      document.body,
      document.documentElement,
      document.createTextNode('text'),
      inside,
      host,
      clobbering,
    ],
    ...[document.createElement('div'), document.createComment('x'), document.createDocumentFragment(), frame],
    ...[
      document.createElement('template').content,
      document.createElementNS('http://www.w3.org/2000/svg', 'svg'),
    ],
    ...[
      document.all,
      document.styleSheets,
      getComputedStyle(document.body),
      document.implementation.createHTMLDocument(),
    ],
    ...[
      contentDocument.body,
      contentDocument.head,
      contentDocument.createElement('div'),
      deadDocument,
      dead,
      other,
    ],
    ...[new other.Object(), new other.Array('a'), new other.Function('return 1'), other.Promise.resolve('a')],
    ...[
      new other.AbortController().signal,
      other.AbortSignal.abort('elsewhere'),
      new other.Promise(() => {}),
    ],
    ...[
      new other.Proxy({}, {}),
      other.document,
      new other.Map(),
      new other.Error('elsewhere'),
      new other.String('a'),
    ],
    ...[
      Object.create(HTMLElement.prototype),
      Object.create(Promise.prototype),
      Object.create(Node.prototype),
    ],
  ];
}

let more;

/**
 * Makes generated calls of `methods`, one after another in this frame.
 *
 * @returns the failures, and how often each method had each outcome
 */
globalThis.lane = async ({ api: name, ...options }) => {
  more ??= ofThePage();
  const api = await import(name);
  const before = snapshot();
  const outcomes = {};
  // fast-check runs in the parent page, because tests change the built-in objects of the frames.
  const failures = await parent.check(async (draw, method) => {
    const values = new Values(draw, more);
    // The abort reason of the other realm's signal, which `ofThePage` creates.
    values.noted('elsewhere');
    setUpWidget(values);
    const restore = spoilPage(values);
    let outcome = await outcomeOf(api, values, () => new Call(api, values, new Configs(values))[method]());
    // A Promise that is resolved with a widget which is also a thenable follows the thenable.
    if (outcome === PENDING && method === 'loadWidget' && values.anyWidget) outcome = 'a pending thenable';
    restore();
    const kind = `${method}: ${outcome}`;
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
    const problems = outcome.startsWith('WRONG') ? [outcome] : [];
    // A session that is being cancelled cleans up soon, but not in the same task.
    for (let waited = 0; snapshot() !== before && waited < 500; waited += 1) await sleep(1);
    if (snapshot() !== before) problems.push(`left in the page: ${snapshot()}`);
    problems.push(...uncaught.splice(0));
    // Elements left in the page make the next calls fail too, so such a failure cannot be shrunk.
    if (problems.length > 0)
      throw Object.assign(new Error(problems.join('\n')), { final: snapshot() !== before });
  }, options);
  return { failures, outcomes };
};

/** The options that a polluted prototype could supply. Not those that the browser's own functions read too. */
const POLLUTED = [
  ...['src', 'nonce', 'integrity', 'container', 'selector', 'conflict', 'preflight', 'dialog', 'resume'],
  ...['backend', 'endpoint', 'timeouts', 'metadata', 'onState', 'id'],
];

/** Pollutes `Object.prototype`, or replaces the camera, in some calls. Returns a function that reverts it. */
function spoilPage(values) {
  const { draw } = values;
  const undo = [];
  const replace = (object, name, value) => {
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    undo.push(() => delete object[name]);
  };
  if (draw.chance(0.1)) replace(Object.prototype, draw.pick(POLLUTED), values.any(1));
  if (draw.chance(0.1)) {
    const camera = { getUserMedia: draw.pick([values.callable(1), values.any(1)]) };
    replace(navigator, 'mediaDevices', draw.pick([camera, values.any(1)]));
  }
  return () => {
    for (const work of undo) work();
  };
}

/** Sets up the widget for the next call: none, one that works, or any value. */
function setUpWidget(values) {
  const { draw } = values;
  delete globalThis.FlowWidget;
  if (draw.chance(0.3)) return;
  if (draw.chance(0.1)) {
    globalThis.FlowWidget = values.any(2);
    values.anyWidget = true;
    return;
  }
  globalThis.FlowWidget = {
    startSession({ id }) {
      const detail = draw.pick([
        { session_id: id },
        null,
        values.text(),
        values.number(),
        Object.create(null),
      ]);
      // The result of a replaced camera is the widget's own affair.
      if (draw.chance(0.2)) Promise.resolve(navigator.mediaDevices?.getUserMedia?.({})).catch(() => {});
      if (draw.chance(0.6)) setTimeout(() => dispatchEvent(new CustomEvent('finish', { detail })), 1);
      if (draw.chance(0.3)) return values.any(1);
      if (draw.chance(0.1)) throw values.any(1);
    },
  };
}

/** Returns the package's elements in the page and the widget's container, as HTML. */
function snapshot() {
  const container = document.querySelector('#flow-widget');
  const added = document.querySelectorAll(
    'dialog, link, script[src], [id^="flow-widget-"], [data-flow-widget-container]',
  );
  return `${container.outerHTML} ${[...added].map(({ outerHTML }) => outerHTML.slice(0, 200))}`;
}

/** Replaces the running session, if there is one, with a session that ends soon. */
function replaceSession({ openSession }) {
  const timeouts = { script: 40, finish: 25 };
  const config = { id: 'last', selector: '#flow-widget', conflict: 'replace', src: '/nowhere.js', timeouts };
  openSession?.(config).finished.catch(() => {});
}

async function outcomeOf(api, values, call) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT, PENDING);
  });
  const replacing = setTimeout(() => values.endless && replaceSession(api), ENDLESS);
  try {
    return await Promise.race([
      (async () => call())().then(
        () => 'a result',
        (error) => classify(api, values, error),
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
    clearTimeout(replacing);
  }
}

/**
 * Returns the name of the outcome. Wasm traps, and errors that are neither an abort reason nor a FlowWidgetError, start
 * with `WRONG`.
 */
function classify({ FlowWidgetError, createFlowClient }, { reasons, ownBackend }, error) {
  if (reasons.has(error)) return 'the reason';
  // The REST client and `verify` pass on the errors that the caller's own functions throw.
  if ((createFlowClient || ownBackend) && (error instanceof Hostile || BUILT_IN_ERROR.test(String(error))))
    return 'an error of the caller';
  if (error instanceof DOMException && error.name === 'AbortError') return 'AbortError';
  if (!(error instanceof FlowWidgetError)) return `WRONG: ${describe(error)}`;
  return error.code === 'internal' ? `WRONG: internal, ${describe(error.cause)}` : error.code;
}

function describe(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return `a ${typeof value} that cannot be converted to a string`;
  }
}
