/** One run: opens a session of the package, notes what happens when, then waits for the service's result. */

import { createFlow } from './api.js';
import { openSession } from './loader.js';
import { buildMetadata } from './metadata.js';
import { watchResult } from './result.js';

/** @import { Choices, Config, Flow, Mark, RunView, State } from './types.d.ts' */

/** A fault that never answers should be seen before patience ends; in ms. */
const FAULT_TIMEOUT = 6000;

const FINAL = ['finished', 'cancelled', 'failed'];

/** Makes the address of each run with a fault its own: a browser runs a module of one address only once. */
let faultyRuns = 0;

/**
 * The addresses of the widget's script, asking for the fault, if any.
 *
 * @param {Config} config
 * @param {string} fault
 * @returns {string | string[] | undefined}
 */
function scriptSource({ src }, fault) {
  if (!fault || src === undefined) return src;
  faultyRuns += 1;
  const broken = (/** @type {string} */ address) => {
    const url = new URL(address, document.baseURI);
    url.searchParams.set('fault', fault);
    url.searchParams.set('run', String(faultyRuns));
    return url.href;
  };
  return Array.isArray(src) ? src.map(broken) : broken(src);
}

/** @type {typeof globalThis & { FlowWidget?: unknown }} */
const page = globalThis;
/** The widget that works, kept while one with a fault has its place. */
let healthy = page.FlowWidget;
let faulty = false;

/**
 * The package uses a widget that is in the page already. A run with a fault wants none there, the run after it the
 * one that works.
 *
 * @param {boolean} fault
 */
function prepareWidget(fault) {
  if (!faulty) healthy = page.FlowWidget;
  if (fault || (faulty && healthy === undefined)) delete page.FlowWidget;
  else if (faulty) page.FlowWidget = healthy;
  faulty = fault;
}

export class Run {
  /** @type {RunView} */
  view = { startedAt: performance.now(), state: 'preparing', marks: [] };

  #choices;
  #flow;
  #config;
  #container;
  #changed;
  /** Ends the waiting for the result. */
  #waiting = new AbortController();
  /** @type {ReturnType<typeof openSession> | undefined} */
  #session;
  /** @type {PerformanceObserver | undefined} */
  #resources;

  /**
   * @param {{ choices: Choices, flow: Flow, config: Config, container: HTMLElement }} setting
   * @param {(change: Mark | 'result' | 'end') => void} changed called after `view` has changed
   */
  constructor({ choices, flow, config, container }, changed) {
    this.#choices = choices;
    this.#flow = flow;
    this.#config = config;
    this.#container = container;
    this.#changed = changed;
  }

  get running() {
    return this.#session !== undefined && !FINAL.includes(this.view.state);
  }

  start() {
    const { locale, fault } = this.#choices;
    prepareWidget(fault !== '');
    const src = scriptSource(this.#config, fault);
    this.#watchScript(src);
    const session = openSession({
      id: (/** @type {{ signal: AbortSignal }} */ { signal }) => this.#create(signal),
      container: this.#container,
      locale,
      ...(src !== undefined && { src }),
      ...(fault && { timeouts: { script: FAULT_TIMEOUT } }),
    });
    this.#session = session;
    this.#noteState(session.state);
    session.addEventListener('statechange', () => this.#noteState(session.state));
    // `finished` tells everything that `started` could.
    session.started.catch(() => {});
    session.finished.then(
      (/** @type {unknown} */ value) => this.#end(() => (this.view.detail = { value })),
      (/** @type {unknown} */ error) =>
        this.#end(() => {
          if (session.state === 'cancelled') this.view.cancelled = { reason: error };
          else this.view.failure = { error };
        }),
    );
  }

  cancel() {
    this.#session?.cancel();
  }

  /** Ends the waiting for the result; the session itself is over by then. */
  stopWaiting() {
    this.#waiting.abort();
  }

  /** Asks for the result until it is complete. */
  async watchResult() {
    const { sessionId } = this.view;
    if (sessionId === undefined) return;
    this.#waiting = new AbortController();
    await watchResult(sessionId, this.#waiting.signal, (result) => {
      this.view.result = result;
      if (result.status === 'complete') this.#note({ kind: 'event', name: 'result', at: this.#now() });
      this.#changed('result');
    });
  }

  #now() {
    return performance.now() - this.view.startedAt;
  }

  /** @param {AbortSignal} signal */
  async #create(signal) {
    const metadata = buildMetadata(this.#choices, this.#flow);
    // In production the API key decides the flow.
    const flow = this.#config.mode === 'sandbox' ? { flow: this.#flow.id } : {};
    const { session_id } = await createFlow({ ...flow, ...(metadata && { metadata }) }, signal);
    this.view.sessionId = session_id;
    this.#note({ kind: 'event', name: 'session', at: this.#now(), note: session_id });
    return session_id;
  }

  /** @param {State} name */
  #noteState(name) {
    const last = this.view.marks.findLast((mark) => mark.kind === 'state');
    if (last?.name === name) return;
    this.view.state = name;
    this.#note({ kind: 'state', name, at: this.#now() });
  }

  /** @param {Mark} mark */
  #note(mark) {
    this.view.marks.push(mark);
    this.#changed(mark);
  }

  /** @param {() => void} store */
  #end(store) {
    this.#resources?.disconnect();
    store();
    if (this.#session) this.#noteState(this.#session.state);
    this.#changed('end');
    if (this.view.detail) this.watchResult();
  }

  /**
   * The browser's own record says when the script was there.
   *
   * @param {string | string[] | undefined} src
   */
  #watchScript(src) {
    if (src === undefined) return;
    const addresses = [src].flat().map((address) => new URL(address, document.baseURI).href);
    this.#resources = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { name, responseEnd, responseStatus } = /** @type {PerformanceResourceTiming} */ (entry);
        if (!addresses.some((address) => name.startsWith(address))) continue;
        // Of another origin, and in some browsers of any, the status is not told.
        const note = responseStatus ? { note: String(responseStatus) } : {};
        this.#note({ kind: 'event', name: 'script', at: responseEnd - this.view.startedAt, ...note });
      }
    });
    this.#resources.observe({ type: 'resource' });
  }
}
