/// <reference lib="esnext.disposable" preserve="true" />
import { getCore } from '#core';
import { check } from '../environment/check.js';
import type { Detail, SessionConfig, SessionState } from '../shared/types.js';
import { part } from '../wasm/chunk.js';
import { hint } from './preload-link.js';

/** The events of a {@link FlowSession}. */
export interface FlowSessionEventMap {
  /** `session.state` has changed. */
  statechange: Event;
}

// Types only: a method that calls the one above it would weigh on every page.
export interface FlowSession {
  addEventListener<K extends keyof FlowSessionEventMap>(
    type: K,
    listener: ((this: FlowSession, event: FlowSessionEventMap[K]) => unknown) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** For `await using`: cancels, and waits until everything is cleaned up. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A session under way. Made by `openSession`; it runs whether or not it is kept. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: what is declared above is what EventTarget has
export class FlowSession extends EventTarget {
  /** The session id, as soon as it is known. */
  id: string | undefined;
  /** Where the session stands. */
  state: SessionState = 'preparing';
  /** Resolves when the widget has the floor. Rejects as `finished` does, but never as "unhandled". */
  declare readonly started: Promise<void>;
  /** Resolves with the `finish` event's detail. */
  declare readonly finished: Promise<Detail>;

  readonly #control = new AbortController();
  /** Aborted when the session has ended, in whatever way: for what a page attaches for as long as it runs. */
  readonly signal = this.#control.signal;

  /** @internal */
  constructor(config: SessionConfig) {
    super();
    const { signal } = this;
    let place: unknown = true;
    let preflight: unknown;
    let link: HTMLLinkElement | undefined;
    try {
      preflight = config.preflight;
      place = config.selector ?? config.container;
      // The page's signal is obeyed also while the core is not there yet. Throws where there is none.
      const outer = config.signal as AbortSignal;
      const follow = () => this.cancel(outer.reason);
      outer.addEventListener('abort', follow, { signal });
      if (outer.aborted) follow();
    } catch {
      // The core reads the config as well, and says what is wrong with it.
    }
    const run = async (): Promise<Detail> => {
      signal.throwIfAborted();
      // All that can wait is on its way before anything is waited for.
      link = hint(config);
      const core = getCore();
      let container: HTMLElement | undefined;
      if (preflight) await check(true);
      if (place == null) container = (await part(import('../dialog/dialog.js'))).openDialog(this, config);
      const { openSession } = await core;
      // Cancelled meanwhile: nothing must begin.
      signal.throwIfAborted();
      return openSession(config, signal, (state, id) => this.#enter(state, id), container);
    };
    const settled = new Promise<Detail>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      run().then(resolve, reject);
    })
      .catch((error) => {
        this.#enter(signal.aborted ? 'cancelled' : 'failed');
        throw error;
      })
      .finally(() => {
        link?.remove();
        this.#control.abort();
      });
    this.started = new Promise((resolve, reject) => {
      this.addEventListener('statechange', () => {
        if (this.state === 'active') resolve();
      });
      settled.then(resolve, reject);
    });
    this.started.catch(() => {});
    // A Promise of its own: nobody's handler is attached, so a failure that nobody looks at is reported.
    this.finished = settled.then();
  }

  /** Ends the session; `finished` rejects with `reason`, by default an `AbortError`. Does nothing after the end. */
  cancel(reason?: unknown): void {
    if (isFinal(this.state)) return;
    this.#control.abort(reason);
    this.#enter('cancelled');
  }

  // Under this name also where the browser does not know it yet; what is declared above has the one name.
  [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')](): Promise<void> {
    this.cancel();
    return this.finished.catch(() => {});
  }

  #enter(state: SessionState, id?: string): void {
    if (isFinal(this.state)) return;
    this.state = state;
    this.id = id ?? this.id;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** Whether a session in this state has ended. */
const isFinal = (state: SessionState): boolean => /^[cf]/.test(state);
