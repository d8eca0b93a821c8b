import { Call } from './calls.js';
import { Configs } from './configs.js';
import { Hostile, Values } from './values.js';

/** The time limit of a call, in ms. The longest one retries the default addresses. */
const LIMIT = 20_000;
/** A session without a time limit is replaced after this time, in ms. */
const ENDLESS = 200;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Errors that built-in functions throw when they are called as `onState` is. */
const OWN = /TypeError: (.* without 'new'|Reflect\.ownKeys called|Cannot perform 'apply' on a proxy)/;

/** Errors outside the calls: unhandled rejections and reported errors. */
const loose = [];
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  loose.push(`unhandled rejection: ${said(event.reason)}`);
});
addEventListener('error', (event) => {
  event.preventDefault();
  // Errors of the page's own functions are reported and have no other effect.
  if (!(event.error instanceof Hostile || OWN.test(event.message)))
    loose.push(`reported error: ${event.message} ${event.error?.stack}`);
});

/** Values that only a page has: elements, other documents and realms. */
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
  const before = seen();
  const outcomes = {};
  // fast-check runs in the page around the frames, whose built-in objects a test does not change.
  const failures = await parent.check(async (draw, method) => {
    const values = new Values(draw, more);
    // The reason of the other realm's signal.
    values.noted('elsewhere');
    furnish(values);
    const outcome = await outcomeOf(api, values, () => new Call(api, values, new Configs(values))[method]());
    const kind = `${method}: ${outcome}`;
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
    const wrong = outcome.startsWith('WRONG') ? [outcome] : [];
    // A session that is being cancelled cleans up soon, but not in the same task.
    for (let waited = 0; seen() !== before && waited < 500; waited += 1) await sleep(1);
    if (seen() !== before) wrong.push(`left in the page: ${seen()}`);
    wrong.push(...loose.splice(0));
    // Calls in a page that is not clean any more would fail too, so such a failure cannot be shrunk.
    if (wrong.length > 0) throw Object.assign(new Error(wrong.join('\n')), { final: seen() !== before });
  }, options);
  return { failures, outcomes };
};

/** Sets up the widget for the next call: none, one that works, or any value. */
function furnish(values) {
  const { draw } = values;
  delete globalThis.FlowWidget;
  if (draw.chance(0.3)) return;
  if (draw.chance(0.1)) {
    globalThis.FlowWidget = values.any(2);
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
      if (draw.chance(0.6)) setTimeout(() => dispatchEvent(new CustomEvent('finish', { detail })), 1);
      if (draw.chance(0.3)) return values.any(1);
      if (draw.chance(0.1)) throw values.any(1);
    },
  };
}

/** Returns the package's elements in the page and the widget's container, as HTML. */
function seen() {
  const place = document.querySelector('#flow-widget');
  const ours = document.querySelectorAll(
    'dialog, link, script[src], [id^="flow-widget-"], [data-flow-widget-container]',
  );
  return `${place.outerHTML} ${[...ours].map(({ outerHTML }) => outerHTML.slice(0, 200))}`;
}

/** Ends the session that is running, if there is one, by another that ends soon. */
function replaceSession({ openSession }) {
  const timeouts = { script: 40, finish: 25 };
  const config = { id: 'last', selector: '#flow-widget', conflict: 'replace', src: '/nowhere.js', timeouts };
  openSession?.(config).finished.catch(() => {});
}

async function outcomeOf(api, values, call) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT, 'WRONG: pending');
  });
  const replacing = setTimeout(() => values.endless && replaceSession(api), ENDLESS);
  try {
    return await Promise.race([
      (async () => call())().then(
        () => 'a result',
        (error) => judged(api, values, error),
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
    clearTimeout(replacing);
  }
}

/** Names the outcome. Wrong are errors that are neither a signal's reason nor a FlowWidgetError, and traps. */
function judged({ FlowWidgetError, createFlowClient }, { reasons }, error) {
  if (reasons.has(error)) return 'the reason';
  // A call of the REST client ends with what the caller's own functions throw.
  if (createFlowClient && (error instanceof Hostile || OWN.test(String(error))))
    return 'an error of the caller';
  if (error instanceof DOMException && error.name === 'AbortError') return 'AbortError';
  if (!(error instanceof FlowWidgetError)) return `WRONG: ${said(error)}`;
  return error.code === 'internal' ? `WRONG: internal, ${said(error.cause)}` : error.code;
}

function said(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return `a ${typeof value} that has no text`;
  }
}
