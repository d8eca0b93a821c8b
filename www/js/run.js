/** A run: one verification with the package's `verify`. Records the times of its states and events. */

import { resumes } from './choices.js';
import { endpointOf, setUpFault } from './fault-setup.js';
import { hasPendingVerification, verify } from './loader.js';
import { requestMetadata } from './metadata.js';

/** @import { VerifyState, VerifyConfig } from '/dist/index.js' */
/** @import { Choices, Config, FaultSetup, Flow, Mark, PlaygroundVerdict, RunView } from './types.d.ts' */

/** How long the page waits for the verdict after `finish`, in ms. */
const RESULT_TIMEOUT = 60_000;

/** Timeout for the script when a fault is simulated, in ms: short, so that the user does not wait long. */
const FAULT_SCRIPT_TIMEOUT = 6000;

/**
 * Makes the script's URL unique for each run with a fault, across reloads too: a browser evaluates a module only once
 * for each URL, and the faults whose names end in `-once` fail once for each URL.
 */
let faultyRuns = Date.now();

/**
 * Returns the URLs of the widget's script, with the fault in the query.
 *
 * @param {Config} config
 * @param {string} fault
 * @returns {string | string[] | undefined}
 */
function scriptSource({ src }, fault) {
  if (!fault || src === undefined) return src;
  faultyRuns += 1;
  const withFault = (/** @type {string} */ address) => {
    const url = new URL(address, document.baseURI);
    url.searchParams.set('fault', fault);
    url.searchParams.set('run', String(faultyRuns));
    return url.href;
  };
  return Array.isArray(src) ? src.map(withFault) : withFault(src);
}

/** @type {typeof globalThis & { FlowWidget?: unknown }} */
const page = globalThis;
/** The working widget, kept while a faulty one replaces it. */
let workingWidget = page.FlowWidget;
/** Whether the last run had a fault. */
let faulty = false;

/**
 * Prepares the global `FlowWidget` for the next run, because the package reuses a widget that is already loaded. A run
 * with a fault must load its own widget; the run after it gets the working one back.
 *
 * @param {boolean} fault whether the next run has a fault
 */
function prepareWidget(fault) {
  if (!faulty) workingWidget = page.FlowWidget;
  if (fault || (faulty && workingWidget === undefined)) delete page.FlowWidget;
  else if (faulty) page.FlowWidget = workingWidget;
  faulty = fault;
}

/**
 * Returns where the widget is shown: in the page's container or, without one, in the package's dialog.
 *
 * @param {Choices['display']} display
 * @param {HTMLElement} container
 */
function placeOf(display, container) {
  if (display === 'dialog') return {};
  return display === 'viewport' ? { dialog: { size: display } } : { container };
}

/**
 * Returns whether a run with these choices continues a verification that a reload or a redirect has interrupted.
 *
 * @param {Choices} choices
 */
export const canContinue = (choices) =>
  resumes(choices) && hasPendingVerification(endpointOf(choices.flow, choices.fault));

export class Run {
  /** @type {RunView} */
  view = {
    startedAt: performance.now(),
    state: 'preparing',
    marks: [],
    fault: '',
    mode: 'widget',
    fallback: '',
  };

  #choices;
  #flow;
  #config;
  #container;
  #onChange;
  /** Cancels the run. */
  #control = new AbortController();
  /** Aborted when the run has ended. */
  #ended = new AbortController();
  /** Whether the verification is running. */
  running = false;
  /** @type {PerformanceObserver | undefined} */
  #resources;
  /**
   * The changes that simulate the fault in the page.
   *
   * @type {FaultSetup}
   */
  #setup = {};

  /**
   * @param {{ choices: Choices, flow: Flow, config: Config, container: HTMLElement }} setting
   * @param {(change: Mark | 'end') => void} onChange called after `view` has changed
   */
  constructor({ choices, flow, config, container }, onChange) {
    this.#choices = choices;
    const { fault, mode, fallback } = choices;
    Object.assign(this.view, { fault, mode, fallback });
    this.view.continues = canContinue(choices);
    this.#flow = flow;
    this.#config = config;
    this.#container = container;
    this.#onChange = onChange;
  }

  /** Starts the verification; the outcome is reported through `onChange`. */
  start() {
    const { locale, fault, display, resume, mode, fallback } = this.#choices;
    const { hostedUrl } = this.#config;
    prepareWidget(fault !== '');
    const metadata = requestMetadata(this.#choices, this.#flow);
    const { signal } = this.#ended;
    window.addEventListener('finish', (event) => this.#onFinish(event), { signal });
    this.running = true;
    const setup = setUpFault(fault, {
      container: this.#container,
      src: this.#config.src,
      abort: () => this.#control.abort(),
      ended: signal,
    });
    this.#setup = setup;
    const src = scriptSource(this.#config, setup.script ?? fault);
    this.#watchScript(src);
    const { timeouts, ...options } = setup.options ?? {};
    const call = setup.call ?? verify;
    const config = {
      endpoint: endpointOf(this.#flow.id, fault),
      ...(metadata && { metadata }),
      ...placeOf(display, this.#container),
      locale,
      mode,
      ...(fallback && { fallback }),
      ...(hostedUrl !== undefined && { hostedUrl }),
      resume,
      ...(src !== undefined && { src }),
      signal: this.#control.signal,
      onState: (/** @type {VerifyState} */ state, /** @type {string | undefined} */ id) =>
        this.#onState(state, id),
      ...options,
      timeouts: { ...(fault && { script: FAULT_SCRIPT_TIMEOUT }), result: RESULT_TIMEOUT, ...timeouts },
    };
    call(/** @type {VerifyConfig} */ (config)).then(
      (verdict) => this.#onVerdict(/** @type {PlaygroundVerdict} */ (verdict)),
      (error) => this.#onError(error),
    );
  }

  /** Cancels the verification, unless it has ended. */
  cancel() {
    this.#control.abort();
  }

  /** @param {Event} event */
  #onFinish(event) {
    // The package ignores other events too; of several, the last before the state `waiting` counts here.
    if (event instanceof CustomEvent && this.view.state !== 'waiting')
      this.view.detail = { value: event.detail };
  }

  /**
   * @param {VerifyState} state
   * @param {string | undefined} id
   */
  #onState(state, id) {
    if (id !== undefined && this.view.sessionId === undefined) {
      this.view.sessionId = id;
      this.#addMark({ kind: 'event', name: 'session', at: this.#elapsed(), note: id });
    }
    this.#markState(state);
    this.#setup.onState?.(state);
  }

  /** @param {PlaygroundVerdict} verdict */
  #onVerdict(verdict) {
    this.view.verdict = verdict;
    this.#end();
  }

  /** @param {unknown} error */
  #onError(error) {
    // `verify` also rejects with `AbortError` if the container is removed or another session replaces this one.
    const cancelled = error instanceof DOMException && error.name === 'AbortError';
    if (cancelled || this.#control.signal.aborted) {
      this.view.cancelled = { reason: error };
      this.#markState('cancelled');
    } else {
      this.view.failure = { error };
      this.#markState('failed');
    }
    this.#end();
  }

  /** Time since the start of the run, in ms. */
  #elapsed() {
    return performance.now() - this.view.startedAt;
  }

  /** @param {VerifyState} name */
  #markState(name) {
    const last = this.view.marks.findLast((mark) => mark.kind === 'state');
    if (last?.name === name) return;
    this.view.state = name;
    this.#addMark({ kind: 'state', name, at: this.#elapsed() });
  }

  /** @param {Mark} mark */
  #addMark(mark) {
    this.view.marks.push(mark);
    this.#onChange(mark);
  }

  /** Cleans up after the verification. */
  #end() {
    this.running = false;
    this.#ended.abort();
    this.#resources?.disconnect();
    this.#setup.undo?.();
    // The fault's setup can have added elements.
    if (this.view.fault) this.#container.replaceChildren();
    this.#onChange('end');
  }

  /**
   * Adds a mark for the script's response, using the browser's Resource Timing API.
   *
   * @param {string | string[] | undefined} src
   */
  #watchScript(src) {
    if (src === undefined) return;
    const urls = [src].flat().map((address) => new URL(address, document.baseURI).href);
    this.#resources = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { name, responseEnd, responseStatus } = /** @type {PerformanceResourceTiming} */ (entry);
        if (!urls.some((url) => name.startsWith(url))) continue;
        // Browsers hide the status of cross-origin responses; some hide every status.
        const note = responseStatus ? { note: String(responseStatus) } : {};
        this.#addMark({ kind: 'event', name: 'script', at: responseEnd - this.view.startedAt, ...note });
      }
    });
    this.#resources.observe({ type: 'resource' });
  }
}
