import { hasPendingVerification, openSession, verify } from '../index.js';
import type { SessionConfig } from '../shared/types.js';
import type { VerifyConfig } from '../shared/verify-types.js';
import {
  type FlowConfig,
  type FlowOptions,
  type FlowOutcome,
  type FlowState,
  ownOptions,
  sourceOf,
} from './options.js';
import { callSafely } from './safely.js';

// Re-exported, so that an entry point has one import of the default entry point.
export { hasPendingVerification };

/** The options that a runner reads when a session starts. */
export interface RunnerOptions extends FlowOptions {
  /** The element for the widget. Default: the widget is shown in a modal dialog. */
  container?: HTMLElement | null | undefined;
}

/**
 * Called on each state change. `value` is the session id once it is known; in a final state it is the outcome, the
 * error or the reason of the cancellation.
 */
export type Notify = (state: FlowState, value?: unknown) => void;

/** Runs the sessions of one component, one at a time. The methods can be called without the object. */
export interface Runner {
  /**
   * Starts a session unless one is running, and returns its outcome. The rejection is pre-handled; awaiting callers
   * still see it. After unmounting it starts none and rejects with an `AbortError`: no component would end that session.
   */
  start(): Promise<FlowOutcome>;
  /** Cancels the running session; a no-op if there is none. */
  cancel(reason?: unknown): void;
  /**
   * Reconciles the session with the options: if the source has changed, cancels the session of the old source and
   * starts one for the new source. Cancels the session while the component is not mounted; an interrupted session
   * starts again on the next mount.
   *
   * @param ended whether the session of a new source has already ended, so that only `start` starts another one
   */
  sync(mounted: boolean, ended?: boolean): void;
}

interface Run {
  readonly outcome: Promise<FlowOutcome>;
  cancel(reason?: unknown): void;
}

const canRedirect = ({ mode, fallback }: FlowConfig) => /redirect/.test(`${mode} ${fallback}`);

/**
 * Creates a framework-independent runner.
 *
 * @param readOptions returns the current options
 * @param notify called on each state change; its exceptions are reported as uncaught errors
 * @param prepare called before a session begins; if it throws, the session fails
 */
export function createRunner(readOptions: () => RunnerOptions, notify: Notify, prepare?: () => void): Runner {
  const read = () => ownOptions(readOptions());
  let running: Run | undefined;
  let source: string | undefined;
  // Whether a session has been started for `source`.
  let started: boolean | undefined;
  let isUnmounted = false;

  const notifySafely: Notify = (state, value) => callSafely(() => notify(state, value));

  const startRun = (): Run => {
    const control = new AbortController();
    const { signal } = control;
    let lastState: FlowState | undefined;
    const enter: Notify = (state, value) => {
      // `end` notifies of final states, together with the outcome.
      if (running !== run || state === lastState || /^[cf]/.test(state)) return;
      lastState = state;
      notifySafely(state, value);
    };
    const end: Notify = (state, value) => {
      if (running !== run) return;
      running = undefined;
      // Also removes the listener from the page's signal.
      control.abort(value);
      // A run that was cancelled before its first state change is not reported.
      if (lastState) notifySafely(state, value);
    };
    // Deferred by a microtask: frameworks mount twice in a row (StrictMode) and move elements after mounting them. A
    // run that is cancelled within that time starts no session.
    const begin = async (): Promise<FlowOutcome> => {
      await undefined;
      signal.throwIfAborted();
      enter('preparing');
      prepare?.();
      const { sessionId: id, endpoint, locale, src, config, container, resume } = read();
      // Without a prototype, so that absent options are not read from a polluted `Object.prototype`.
      const options = { __proto__: null, locale, src, ...config, id, container, signal };
      const outer = config.signal;
      const onAbort = () => run.cancel(outer?.reason);
      try {
        outer?.addEventListener('abort', onAbort, { signal });
      } catch {
        // The core reports that it is not an AbortSignal.
        options.signal = outer as AbortSignal;
      }
      if (outer?.aborted) onAbort();
      if (!id)
        return verify({
          ...options,
          endpoint,
          resume: resume || config.resume,
          onState: enter,
        } as unknown as VerifyConfig);
      const session = openSession(options as unknown as SessionConfig);
      session.addEventListener('statechange', () => enter(session.state, session.id));
      return session.finished;
    };
    const run: Run = {
      outcome: begin(),
      cancel(reason) {
        control.abort(reason);
        end('cancelled', signal.reason);
      },
    };
    run.outcome.then(
      (value) => end('finished', value),
      // Closing the dialog or removing the container rejects with an `AbortError`: that is a cancellation as well.
      (error) => end(error?.name === 'AbortError' ? 'cancelled' : 'failed', error),
    );
    return run;
  };

  const self: Runner = {
    start() {
      if (running) return running.outcome;
      source = sourceOf(read());
      started = !isUnmounted;
      const run = startRun();
      running = run;
      if (isUnmounted) run.cancel();
      return run.outcome;
    },
    cancel: (reason) => running?.cancel(reason),
    sync(mounted, ended) {
      isUnmounted = !mounted;
      const options = read();
      const nextSource = sourceOf(options);
      if (nextSource !== source) {
        source = nextSource;
        started = ended;
        self.cancel();
      }
      if (!mounted) {
        if (running) started = false;
        self.cancel();
      } else if (
        nextSource &&
        !started &&
        (!options.manual ||
          // A verification that was interrupted by a reload of the page, or by a redirect, goes on.
          (!options.sessionId &&
            (options.resume || options.config.resume || canRedirect(options.config)) &&
            hasPendingVerification(options.endpoint as string)))
      )
        self.start();
    },
  };
  return self;
}
