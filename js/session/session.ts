/// <reference lib="esnext.disposable" preserve="true" />
import { getCore } from '#core';
import { check } from '../environment/check.js';
import type { Detail, SessionConfig, SessionState } from '../shared/types.js';
import { loadChunk } from '../wasm/chunk.js';
import { addPreloadLink } from './preload-link.js';

/** The events of a {@link FlowSession}. */
export interface FlowSessionEventMap {
  /** Fired after `session.state` has changed. */
  statechange: Event;
}

// Declared as types only: an overriding method would add bytes to every page.
export interface FlowSession {
  addEventListener<K extends keyof FlowSessionEventMap>(
    type: K,
    listener: ((this: FlowSession, event: FlowSessionEventMap[K]) => unknown) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Cancels the session and waits for its teardown. For `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A handle to a running session, created by `openSession`. The session runs even if the handle is dropped. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: EventTarget implements what is declared above
export class FlowSession extends EventTarget {
  /** The session id; `undefined` until it is known. */
  id: string | undefined;
  /** The current state. */
  state: SessionState = 'preparing';
  /** Resolves once the widget is running. Rejects like `finished`, but never causes an unhandled rejection. */
  declare readonly started: Promise<void>;
  /** Resolves with the detail of the `finish` event. Rejects with a `FlowWidgetError`, or the reason of a cancellation. */
  declare readonly finished: Promise<Detail>;

  readonly #control = new AbortController();
  /** Aborted when the session ends, successfully or not. Pass it to `addEventListener` to remove listeners then. */
  readonly signal = this.#control.signal;

  /** @internal */
  constructor(config: SessionConfig) {
    super();
    const { signal } = this;
    // A target other than null or undefined means no dialog: none is needed if the config cannot be read.
    let target: unknown = true;
    let preflight: unknown;
    let link: HTMLLinkElement | undefined;
    try {
      preflight = config.preflight;
      target = config.selector ?? config.container;
      // Follows the caller's signal while the core is still loading.
      const outer = config.signal;
      const onAbort = () => this.cancel(outer?.reason);
      outer?.addEventListener('abort', onAbort, { signal });
      if (outer?.aborted) onAbort();
    } catch {
      // The core validates the config and reports errors in it.
    }
    const run = async (): Promise<Detail> => {
      signal.throwIfAborted();
      // Start every download before awaiting any.
      link = addPreloadLink(config);
      const core = getCore();
      let container: HTMLElement | undefined;
      if (preflight) await check(true);
      if (target == null)
        container = (await loadChunk(import('../dialog/dialog.js'))).openDialog(this, config);
      const { openSession } = await core;
      // The session may have been cancelled while the core was loading.
      signal.throwIfAborted();
      return openSession(config, signal, (state, id) => this.#enter(state, id), container);
    };
    const outcome = new Promise<Detail>((resolve, reject) => {
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
      outcome.then(resolve, reject);
    });
    this.started.catch(() => {});
    // A new Promise without handlers: if the caller does not handle a failure, it is reported as unhandled.
    this.finished = outcome.then();
  }

  /**
   * Cancels the session: `finished` rejects with `reason`, by default an `AbortError`. A no-op after the session has
   * ended.
   */
  cancel(reason?: unknown): void {
    if (isFinal(this.state)) return;
    this.#control.abort(reason);
    this.#enter('cancelled');
  }

  // The fallback is the key that polyfills and compilers use; the declaration above has only the standard symbol.
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

/** Returns whether a state is final: `cancelled`, `failed` or `finished`. */
const isFinal = (state: SessionState): boolean => /^[cf]/.test(state);
