/// <reference lib="esnext.disposable" preserve="true" />
import { getCore } from '#core';
import type { Detail, Mode, SessionConfig, SessionState, VerifyState } from '../shared/types.js';
import { abortable, loadChunk } from '../wasm/chunk.js';
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

/** Called on each state change, with the session id once it is known. */
export type Enter = (state: VerifyState, id?: string) => void;

/** The part of the core that a session uses. */
export interface SessionCore {
  /** See `Core.openSession`. `container` is the dialog's, or a falsy value. */
  openSession(
    config: SessionConfig,
    signal: AbortSignal,
    enter: Enter,
    container?: HTMLElement,
  ): Promise<Detail>;
}

/** A handle to a running session, created by `openSession`. The session runs even if the handle is dropped. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: EventTarget implements what is declared above
export class FlowSession extends EventTarget {
  /** The session id; `undefined` until it is known. */
  id: string | undefined;
  /** The current state. */
  state: SessionState = 'preparing';
  /** @internal See `SessionHandle`. */
  declare mode?: Mode;
  /** Resolves once the widget is running. Rejects like `finished`, but never causes an unhandled rejection. */
  declare readonly started: Promise<void>;
  /** Resolves with the detail of the `finish` event. Rejects with a `FlowWidgetError`, or the reason of a cancellation. */
  declare readonly finished: Promise<Detail>;

  readonly #control = new AbortController();
  /** Aborted when the session ends, successfully or not. Pass it to `addEventListener` to remove listeners then. */
  readonly signal = this.#control.signal;

  /**
   * @internal
   * @param load returns the core, or an object that runs it in its own way; `ms` is the time limit of its downloads
   */
  constructor(config: SessionConfig, load: (ms?: number) => Promise<SessionCore> = getCore) {
    super();
    const { signal } = this;
    let needsDialog: unknown;
    let limit: number | undefined;
    let link: HTMLLinkElement | undefined;
    try {
      needsDialog = !(config.selector ?? config.container) || config.preflight;
      // 0, no limit, becomes 2 ** 32 - 1: 49 days. Others become 0, the default: the core reports an invalid limit.
      limit = ((config.timeouts?.script as number) - 1) >>> 0;
      // Follows the caller's signal while the core is still loading.
      const outer = config.signal;
      const follow = () => {
        if (outer?.aborted) this.cancel(outer.reason);
      };
      outer?.addEventListener('abort', follow, { signal });
      follow();
    } catch {
      // The core validates the config and reports errors in it.
    }
    const run = async (): Promise<Detail> => {
      signal.throwIfAborted();
      // Start every download before awaiting any.
      const core = load(limit);
      link = addPreloadLink(config);
      // The chunk of the dialog also has the call of `checkEnvironment`, to keep it out of every page.
      const container =
        needsDialog &&
        (await (
          await loadChunk(() => import('../dialog/dialog.js'), limit)
        ).prepare(this, config, loadChunk));
      const { openSession } = await core;
      return openSession(config, signal, this.#enter.bind(this), container as HTMLElement);
    };
    const outcome = abortable(run(), signal)
      .catch((error) => {
        this.#enter(signal.aborted ? 'cancelled' : 'failed');
        throw error;
      })
      .finally(() => {
        this.#control.abort();
        link?.remove();
      });
    this.started = Promise.race([
      outcome as Promise<unknown> as Promise<void>,
      new Promise<void>((resolve) => {
        this.addEventListener('statechange', () => {
          if (this.state === 'active') resolve();
        });
      }),
    ]);
    this.started.catch(() => {});
    // A new Promise without handlers: if the caller does not handle a failure, it is reported as unhandled.
    this.finished = outcome.then();
  }

  /**
   * Cancels the session: `finished` rejects with `reason`, by default an `AbortError`. A no-op after the session has
   * ended.
   */
  cancel(reason?: unknown): void {
    if (this.#enter('cancelled')) this.#control.abort(reason);
  }

  // The fallback is the key that polyfills and compilers use; the declaration above has only the standard symbol.
  [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')](): Promise<void> {
    this.cancel();
    return this.finished.catch(() => {}) as Promise<void>;
  }

  /** Enters a state, unless the session has ended: `cancelled`, `failed`, `finished`. Returns whether it has. */
  #enter(state: VerifyState, id?: string): boolean {
    if (/^[cf]/.test(this.state)) return false;
    // `waiting` is a state of `verify` only, which does not give this object to the page.
    this.state = state as SessionState;
    this.id = id ?? this.id;
    return this.dispatchEvent(new Event('statechange'));
  }
}
