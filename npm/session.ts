import { getCore } from './core.js';
import { hint } from './hint.js';
import type { Detail, SessionConfig, SessionState } from './types.js';

/** The events of a {@link FlowSession}. */
export interface FlowSessionEventMap {
  /** `session.state` has changed. */
  statechange: Event;
}

/** A session under way. Made by `openSession`; it runs whether or not it is kept. */
export class FlowSession extends EventTarget {
  /** The session id, as soon as it is known. */
  id: string | undefined;
  /** Where the session stands. */
  state: SessionState = 'preparing';
  /** Resolves when the widget has the floor. Rejects as `finished` does, but never as "unhandled". */
  readonly started: Promise<void>;
  /** Resolves with the `finish` event's detail. */
  readonly finished: Promise<Detail>;

  readonly #control = new AbortController();

  /** @internal */
  constructor(config: SessionConfig) {
    super();
    const { signal } = this.#control;
    const unhint = hint(config);
    const unfollow = this.#follow(config);
    const aborted = new Promise<never>((_, reject) => {
      const end = () => reject(signal.reason);
      signal.aborted ? end() : signal.addEventListener('abort', end);
    });
    const run = signal.aborted
      ? aborted
      : Promise.race([
          aborted,
          getCore().then((core) => {
            // Cancelled while the core was on its way: nothing must begin.
            signal.throwIfAborted();
            return core.openSession(config, signal, (state: SessionState, id?: string) =>
              this.#enter(state, id),
            );
          }),
        ]);
    const settled = run
      .then(
        (detail) => detail,
        (error) => {
          this.#enter(signal.aborted ? 'cancelled' : 'failed');
          throw error;
        },
      )
      .finally(() => {
        unhint();
        unfollow();
      });
    this.started = new Promise((resolve, reject) => {
      this.addEventListener('statechange', () => {
        if (this.state === 'active' || this.state === 'finished') resolve();
      });
      settled.catch(reject);
    });
    this.started.catch(() => {});
    // A Promise of its own: nobody's handler is attached, so a failure that nobody looks at is reported.
    this.finished = settled.then((detail) => detail);
  }

  /** Ends the session; `finished` rejects with `reason`, by default an `AbortError`. Does nothing after the end. */
  cancel(reason?: unknown): void {
    if (isFinal(this.state)) return;
    this.#control.abort(reason);
    this.#enter('cancelled');
  }

  /** For `await using`: cancels, and waits until everything is cleaned up. */
  async [Symbol.asyncDispose ?? Symbol.for('asyncDispose')](): Promise<void> {
    this.cancel();
    await this.finished.catch(() => {});
  }

  override addEventListener<K extends keyof FlowSessionEventMap>(
    type: K,
    listener: ((this: FlowSession, event: FlowSessionEventMap[K]) => unknown) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  #enter(state: SessionState, id?: string): void {
    if (isFinal(this.state)) return;
    this.state = state;
    this.id = id ?? this.id;
    this.dispatchEvent(new Event('statechange'));
  }

  /** Obeys the page's signal, also while the core is not there yet. */
  #follow(config: SessionConfig): () => void {
    try {
      const outer = config.signal;
      if (outer instanceof AbortSignal) {
        const end = () => this.cancel(outer.reason);
        if (outer.aborted) end();
        outer.addEventListener('abort', end);
        return () => outer.removeEventListener('abort', end);
      }
    } catch {
      // The core reads the config as well, and says what is wrong with it.
    }
    return () => {};
  }
}

const isFinal = (state: SessionState): boolean => /^[cf]/.test(state);
