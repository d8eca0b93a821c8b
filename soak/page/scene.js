import { FlowWidgetError, openSession } from '/dist/index.js';

const { setTimeout } = globalThis.soakProbe;
/** How long a Promise may take before it counts as one that never settles, in ms; nothing in the soak waits so long. */
export const PATIENCE = { ms: 15_000 };

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for what must come: resolves with what `look` finds. */
export async function until(look) {
  for (let waited = 0; waited < PATIENCE.ms; waited += 2) {
    const found = look();
    if (found) return found;
    await sleep(2);
  }
  throw new Error(`waited in vain: ${look}`);
}

/** A signal that outlives all sessions, as that of a page's own would: each takes its listener off again. */
export const lasting = new AbortController();

/** Takes the widget out of the page. */
export function unload() {
  delete globalThis.FlowWidget;
  for (const tag of document.querySelectorAll('script[src*="/widget/"]')) tag.remove();
}

/** The widget's script calls this for `startSession`. */
globalThis.soakWidget = (config) => behaviour(config);
let behaviour;

/** One turn of the soak: what its kind needs to open sessions, and to say what is to become of them. */
export class Scene {
  sessions = 0;
  /** How often the widget has finished: what it has drawn is then the page's to take away. */
  finishes = 0;
  /** What was not as it should be. */
  wrong = [];
  /** The codes of the errors that nobody will look at. */
  unhandled = [];
  #promises = [];

  constructor(number, random) {
    this.number = number;
    this.random = random;
    this.id = `s-${number}`;
    // A classic script runs again whenever its tag is put in; each second turn finds the widget in the page.
    if (random.chance(0.5)) unload();
    globalThis.soakLacksWidget = false;
    this.behave(() => this.finish());
  }

  /** What the widget does when it is started: it draws itself in any case. */
  behave(work) {
    behaviour = (config) => {
      const node = document.querySelector(config.selector).appendChild(document.createElement('section'));
      node.append('a widget');
      node.addEventListener('click', () => node.remove());
      this.id = config.id;
      return work(config);
    };
  }

  /** The widget's last word, after a while. */
  finish() {
    this.finishes += 1;
    const event = new CustomEvent('finish', { detail: { session_id: this.id } });
    setTimeout(() => dispatchEvent(event), this.random.below(8));
  }

  /** A config that is right, in one of its many shapes. */
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
      ...(random.chance(0.5) ? { selector: '#place' } : { container: document.querySelector('#place') }),
      ...(random.chance(0.3) && { signal: lasting.signal }),
      locale: random.pick(['ru', 'kk-KZ', 'en', undefined]),
      type: 'classic',
      src: '/widget/fine.js',
      retries: 0,
      ...more,
    };
  }

  /** Opens a session that must end as `expected` says. */
  open(expected, more, config = this.config(more)) {
    this.sessions += 1;
    const session = openSession(config);
    if (this.random.chance(0.3)) session.addEventListener('statechange', () => {});
    this.expect(expected, session.finished, () => {
      if (!/^(finished|cancelled|failed)$/.test(session.state)) return `state ${session.state}`;
      return session.signal.aborted ? '' : 'its signal is not aborted';
    });
    // It settles with the session, if it had not before.
    this.#promises.push(
      session.started.then(
        () => '',
        () => '',
      ),
    );
    return session;
  }

  /** A Promise that must come to what `expected` says: 'finished', a code, or the reason itself. */
  expect(expected, promise, look = () => '') {
    const ended = promise
      .then(() => 'finished', outcomeOf)
      .then((outcome) => {
        if (outcome !== expected) return `came to ${String(outcome)}, not to ${String(expected)}`;
        return look();
      });
    this.#promises.push(ended);
    return ended;
  }

  /** Waits for this as well before the turn is over. */
  wait(promise) {
    this.#promises.push(promise.then(() => ''));
  }

  /** Waits until all that was opened has come to something. */
  async settled() {
    for (const promise of this.#promises) {
      const said = await inTime(promise);
      if (said) this.wrong.push(said);
    }
  }
}

/** What the Promise comes to, or that it does not. Its timer goes with it. */
async function inTime(promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE.ms, 'never settles');
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
