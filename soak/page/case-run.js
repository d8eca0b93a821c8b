import { FlowWidgetError, openSession } from '/dist/index.js';

const { setTimeout } = globalThis.soakProbe;
/**
 * The time after which a pending Promise is reported as never settling, in ms: much longer than any run takes. An
 * object, because `LEAKS.promise` shortens it.
 */
export const TIMEOUT = { ms: 15_000 };

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls `find` until it returns something, and resolves with that. */
export async function until(find) {
  for (let waited = 0; waited < TIMEOUT.ms; waited += 2) {
    const found = find();
    if (found) return found;
    await sleep(2);
  }
  throw new Error(`timed out: ${find}`);
}

/** A controller whose signal outlives all sessions and is never aborted. Each session must remove its listener. */
export const longLived = new AbortController();

/** Removes the widget from the page. */
export function removeWidget() {
  delete globalThis.FlowWidget;
  for (const tag of document.querySelectorAll('script[src*="/widget/"]')) tag.remove();
}

/** The widget's script calls this for `startSession`. */
globalThis.soakWidget = (config) => start(config);
let start;

/** One run of a case: opens sessions and checks how they end. */
export class CaseRun {
  sessions = 0;
  /** How often the widget has fired `finish`. Each time, it leaves one element in the container. */
  finishes = 0;
  /** Messages about outcomes that differ from the expected ones. */
  failures = [];
  /** The codes of the unhandled rejections that are expected. */
  unhandled = [];
  #promises = [];

  constructor(number, random) {
    this.number = number;
    this.random = random;
    this.id = `s-${number}`;
    // Half of the runs find the widget in the page; the others load its script.
    if (random.chance(0.5)) removeWidget();
    globalThis.soakWidgetBlocked = false;
    this.onStart(() => this.finish());
  }

  /** Sets what the widget does on `startSession`, after it has added its element. */
  onStart(handle) {
    start = (config) => {
      const element = document.querySelector(config.selector).appendChild(document.createElement('section'));
      element.append('a widget');
      element.addEventListener('click', () => element.remove());
      this.id = config.id;
      return handle(config);
    };
  }

  /** Fires the widget's `finish` event after a short time. */
  finish() {
    this.finishes += 1;
    const event = new CustomEvent('finish', { detail: { session_id: this.id } });
    setTimeout(() => dispatchEvent(event), this.random.below(8));
  }

  /** Returns a valid config, with randomly chosen forms of its fields. */
  config(more) {
    const { id, random } = this;
    const source = random.pick([
      id,
      Promise.resolve(id),
      () => id,
      () => sleep(random.below(6)).then(() => id),
    ]);
    return {
      ...(random.chance(0.5) ? { id: source } : { session_id: source }),
      ...(random.chance(0.5)
        ? { selector: '#container' }
        : { container: document.querySelector('#container') }),
      ...(random.chance(0.3) && { signal: longLived.signal }),
      locale: random.pick(['ru', 'kk-KZ', 'en', undefined]),
      type: 'classic',
      src: '/widget/fine.js',
      retries: 0,
      ...more,
    };
  }

  /** Opens a session and expects the outcome. */
  open(expected, more, config = this.config(more)) {
    this.sessions += 1;
    const session = openSession(config);
    if (this.random.chance(0.3)) session.addEventListener('statechange', () => {});
    this.expect(expected, session.finished, () => {
      if (!/^(finished|cancelled|failed)$/.test(session.state)) return `state ${session.state}`;
      return session.signal.aborted ? '' : 'its signal is not aborted';
    });
    // `started` must settle no later than the session.
    this.#promises.push(
      session.started.then(
        () => '',
        () => '',
      ),
    );
    return session;
  }

  /**
   * Expects an outcome of a Promise: 'finished', an error code, the name of a `DOMException`, or any other rejection
   * reason. If the outcome is as expected, `check` is called; it returns a failure message or an empty string.
   */
  expect(expected, promise, check = () => '') {
    const ended = promise
      .then(() => 'finished', outcomeOf)
      .then((outcome) => {
        if (outcome !== expected) return `ended with ${String(outcome)}, expected ${String(expected)}`;
        return check();
      });
    this.#promises.push(ended);
    return ended;
  }

  /** Makes the run wait for this Promise as well. */
  wait(promise) {
    this.#promises.push(promise.then(() => ''));
  }

  /** Waits until everything that was opened has settled. */
  async settled() {
    for (const promise of this.#promises) {
      const failure = await withTimeout(promise);
      if (failure) this.failures.push(failure);
    }
  }
}

/** Resolves like the Promise, or with a message after the timeout. */
async function withTimeout(promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, TIMEOUT.ms, 'never settles');
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(error) {
  if (error instanceof FlowWidgetError) return error.code;
  return error instanceof DOMException ? error.name : error;
}
