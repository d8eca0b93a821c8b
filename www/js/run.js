/** One run: a whole verification by the package's `verify`; notes what happens when. */

import { codeOf } from './failure.js';
import { verify } from './loader.js';
import { buildMetadata } from './metadata.js';
import { PATIENCE } from './result.js';
import { endpointOf, playOf } from './scenes.js';

/** @import { VerifyConfig } from '/dist/index.js' */
/** @import { Choices, Config, Flow, Mark, Play, RunView, State } from './types.d.ts' */

/** A fault that never answers should be seen before patience ends; in ms. */
const FAULT_TIMEOUT = 6000;

/**
 * Makes the address of each run with a fault its own, also after the page was loaded again: a browser runs a module
 * of one address only once, and a fault that happens once happens once for an address.
 */
let faultyRuns = Date.now();

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
  view = { startedAt: performance.now(), state: 'preparing', marks: [], fault: '' };

  #choices;
  #flow;
  #config;
  #container;
  #changed;
  /** Ends the run, and after `finish` the waiting for the verdict. */
  #control = new AbortController();
  /** Whether the session is still under way. */
  running = false;
  /** The detail of the last `finish` event in the page. @type {{ value: unknown } | undefined} */
  #detail;
  #listen = (/** @type {Event} */ event) => {
    if (event instanceof CustomEvent) this.#detail = { value: event.detail };
  };
  /** @type {PerformanceObserver | undefined} */
  #resources;
  /** What the page does for the fault. @type {Play} */
  #play = {};

  /**
   * @param {{ choices: Choices, flow: Flow, config: Config, container: HTMLElement }} setting
   * @param {(change: Mark | 'result' | 'end') => void} changed called after `view` has changed
   */
  constructor({ choices, flow, config, container }, changed) {
    this.#choices = choices;
    this.view.fault = choices.fault;
    this.#flow = flow;
    this.#config = config;
    this.#container = container;
    this.#changed = changed;
  }

  start() {
    const { locale, fault } = this.#choices;
    prepareWidget(fault !== '');
    const metadata = buildMetadata(this.#choices, this.#flow);
    window.addEventListener('finish', this.#listen);
    this.running = true;
    const scene = {
      container: this.#container,
      src: this.#config.src,
      abort: () => this.#control.abort(),
    };
    const play = playOf(fault, scene);
    this.#play = play;
    const src = scriptSource(this.#config, play.script ?? fault);
    this.#watchScript(src);
    const { timeouts, ...options } = play.options ?? {};
    const call = play.call ?? verify;
    const config = {
      endpoint: endpointOf(this.#flow.id, fault),
      ...(metadata && { metadata }),
      container: this.#container,
      locale,
      ...(src !== undefined && { src }),
      signal: this.#control.signal,
      onState: (/** @type {State | 'waiting'} */ state, /** @type {string | undefined} */ id) =>
        this.#onState(state, id),
      ...options,
      timeouts: { ...(fault && { script: FAULT_TIMEOUT }), result: PATIENCE, ...timeouts },
    };
    call(/** @type {VerifyConfig} */ (config)).then(
      (verdict) => this.#onVerdict(verdict),
      (error) => this.#onError(error),
    );
  }

  cancel() {
    if (this.running) this.#control.abort();
  }

  /** Ends the waiting for the verdict; the session itself is over by then. */
  stopWaiting() {
    if (!this.running) this.#control.abort();
  }

  /**
   * @param {State | 'waiting'} state
   * @param {string | undefined} id
   */
  #onState(state, id) {
    if (id !== undefined && this.view.sessionId === undefined) {
      this.view.sessionId = id;
      this.#note({ kind: 'event', name: 'session', at: this.#now(), note: id });
    }
    if (state !== 'waiting') {
      this.#noteState(state);
      this.#play.onState?.(state);
      return;
    }
    this.view.detail = this.#detail ?? { value: undefined };
    this.view.result = { status: 'waiting' };
    this.#end();
    this.#changed('result');
    this.#play.onState?.(state);
  }

  /** @param {import('/dist/index.js').Verdict} verdict */
  #onVerdict({ result, passed }) {
    this.view.result = { status: 'complete', value: result, passed };
    this.#note({ kind: 'event', name: 'result', at: this.#now() });
    this.#changed('result');
  }

  /** @param {unknown} error */
  #onError(error) {
    if (!this.running) {
      const late = codeOf(error) === 'result-timeout';
      this.view.result = this.#control.signal.aborted
        ? { status: 'stopped' }
        : late
          ? { status: 'late' }
          : { status: 'failed', error };
      this.#changed('result');
      return;
    }
    // A session also ends so when its container goes, or when another one takes its place.
    const cancelled = error instanceof DOMException && error.name === 'AbortError';
    if (cancelled || this.#control.signal.aborted) {
      this.view.cancelled = { reason: error };
      this.#noteState('cancelled');
    } else {
      this.view.failure = { error };
      this.#noteState('failed');
    }
    this.#end();
  }

  #now() {
    return performance.now() - this.view.startedAt;
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

  /** The session is over. */
  #end() {
    this.running = false;
    this.#resources?.disconnect();
    window.removeEventListener('finish', this.#listen);
    this.#play.undo?.();
    // The page's part may have put a place of its own there.
    if (this.view.fault) this.#container.replaceChildren();
    this.#changed('end');
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
