import { Random } from '/soak/random.js';
import { Call } from './calls.js';
import { Configs } from './configs.js';
import { Hostile, Values } from './values.js';

/** No call takes so long, in ms: the longest waits out the default addresses' retries. */
const LIMIT = 20_000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What functions of the page's throw of themselves, when they are called as `onState` is. */
const OWN = /TypeError: (.* without 'new'|Reflect\.ownKeys called|Cannot perform 'apply' on a proxy)/;

/** What went wrong beside the calls. */
let loose = [];
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  loose.push(`not caught: ${said(event.reason)}`);
});
addEventListener('error', (event) => {
  event.preventDefault();
  // What the page's own functions throw is reported, and stops nothing.
  if (!(event.error instanceof Hostile || OWN.test(event.message)))
    loose.push(`thrown: ${event.message} ${event.error?.stack}`);
});

/** What a page has besides: elements, other documents and realms. */
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
 * Makes the calls of these numbers, one after the other; each has a source of chance of its own, so that any can be
 * made again alone. Returns what was wrong, and how the calls came out.
 */
globalThis.lane = async ({ api: name, methods, seed, from, count }) => {
  more ??= ofThePage();
  const api = await import(name);
  const before = seen();
  const wrong = [];
  const outcomes = {};
  for (let number = from; number < from + count; number++) {
    const random = new Random(seed + number);
    const method = methods[number % methods.length];
    const values = new Values(random, more);
    furnish(values);
    const outcome = await outcomeOf(api, values, () => new Call(api, values, new Configs(values))[method]());
    const kind = `${method}: ${outcome}`;
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
    if (outcome.startsWith('WRONG')) wrong.push(`call ${number}, ${kind}`);
    if (number % 10 === 9) await sleep(1);
    if (number % 10 === 9 && seen() !== before) {
      // What a session that is being cancelled leaves goes at once, but not in the same task.
      await sleep(50);
      if (seen() !== before)
        wrong.push(`left in the page, by one of the ten calls up to ${number}: ${seen()}`);
    }
    for (const text of loose) wrong.push(`about call ${number}, ${method}: ${text}`);
    loose = [];
  }
  return { wrong, outcomes };
};

/** Sets up the widget for the next call: none, one that does as it should, or anything. */
function furnish(values) {
  const { random } = values;
  delete globalThis.FlowWidget;
  if (random.chance(0.3)) return;
  if (random.chance(0.1)) {
    globalThis.FlowWidget = values.any(2);
    return;
  }
  globalThis.FlowWidget = {
    startSession({ id }) {
      const detail = random.pick([
        { session_id: id },
        null,
        values.text(),
        values.number(),
        Object.create(null),
      ]);
      if (random.chance(0.6)) setTimeout(() => dispatchEvent(new CustomEvent('finish', { detail })), 1);
      if (random.chance(0.3)) return values.any(1);
      if (random.chance(0.1)) throw values.any(1);
    },
  };
}

/** What the page shows of us: our elements, and what the widget's place has become. */
function seen() {
  const place = document.querySelector('#flow-widget');
  const ours = document.querySelectorAll(
    'dialog, link, script[src], [id^="flow-widget-"], [data-flow-widget-container]',
  );
  return `${place.outerHTML} ${[...ours].map(({ outerHTML }) => outerHTML.slice(0, 200))}`;
}

async function outcomeOf(api, values, call) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT, 'WRONG: pending');
  });
  try {
    return await Promise.race([
      (async () => call())().then(
        () => 'an answer',
        (error) => judged(api, values, error),
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** An error of ours that is no trap, or the reason of a signal. */
function judged({ FlowWidgetError }, { reasons }, error) {
  if (reasons.has(error)) return 'the reason';
  if (error instanceof DOMException && error.name === 'AbortError') return 'AbortError';
  if (!(error instanceof FlowWidgetError)) return `WRONG: ${said(error)}`;
  return error.code === 'internal' ? `WRONG: internal, ${said(error.cause)}` : error.code;
}

function said(value) {
  try {
    return `${String(value)} ${value?.stack ?? ''}`;
  } catch {
    return `what cannot be said, ${typeof value}`;
  }
}
