import { openSession, verify } from '../index.js';
import type { SessionConfig } from '../shared/types.js';
import { type FlowOptions, type FlowOutcome, type FlowState, sourceOf } from './options.js';

/** What a runner reads when a session begins. */
export interface RunnerOptions extends FlowOptions {
  /** The element for the widget; without one it comes in a dialog. */
  container?: HTMLElement | null | undefined;
}

/**
 * Told each state, with the session's id while it runs and once that is known, with the outcome, the error or the
 * reason when it has ended.
 */
export type Tell = (state: FlowState, value?: unknown) => void;

/** Runs sessions for a wrapper, one at a time. */
export interface Runner {
  /** Begins a session, or answers for the one that runs. The Promise is nobody's unless somebody waits for it. */
  start(): Promise<FlowOutcome>;
  /** Ends the session that runs, if one does. */
  cancel(reason?: unknown): void;
  /**
   * Does what the options ask for: begins a session for a source that had none yet, and ends that of another source.
   * Where the widget's place is not `live`, or no longer, it ends, and begins anew in the next one.
   */
  follow(live: boolean): void;
}

interface Run {
  readonly outcome: Promise<FlowOutcome>;
  cancel(reason?: unknown): void;
}

/** A runner that knows no framework: it reads its options when a session begins, and tells what becomes of it. */
export function createRunner(read: () => RunnerOptions, tell: Tell): Runner {
  let running: Run | undefined;
  let source: string | undefined;
  let begun = false;

  const say: Tell = (state, value) => {
    try {
      tell(state, value);
    } catch (thrown) {
      // The page's own fault, reported as such: it must not become the session's.
      queueMicrotask(() => {
        throw thrown;
      });
    }
  };

  const begin = (): Run => {
    const control = new AbortController();
    const { signal } = control;
    let told: FlowState | undefined;
    const enter: Tell = (state, value) => {
      // The end is told with its outcome, below.
      if (running !== run || state === told || /^[cf]/.test(state)) return;
      told = state;
      say(state, value);
    };
    const end: Tell = (state, value) => {
      if (running !== run) return;
      running = undefined;
      // Lets go of the page's signal as well.
      control.abort(value);
      if (told) say(state, value);
    };
    // One tick later: frameworks mount twice in a row, and move what they have mounted. That is no session yet.
    const outcome = Promise.resolve().then(() => {
      signal.throwIfAborted();
      enter('preparing');
      const options = read();
      const outer = options.config?.signal;
      const stop = () => run.cancel(outer?.reason);
      outer?.addEventListener('abort', stop, { signal });
      if (outer?.aborted) stop();
      return launch(options, signal, enter);
    });
    outcome.then(
      (value) => end('finished', value),
      // The one who closes a dialog, or takes the container out of the page, has cancelled as well.
      (error) => end(error?.name === 'AbortError' ? 'cancelled' : 'failed', error),
    );
    const run: Run = {
      outcome,
      cancel(reason) {
        control.abort(reason);
        end('cancelled', signal.reason);
      },
    };
    return run;
  };

  const self: Runner = {
    start() {
      if (!running) {
        source = sourceOf(read());
        begun = true;
        running = begin();
      }
      return running.outcome;
    },
    cancel: (reason) => running?.cancel(reason),
    follow(live) {
      const options = read();
      const next = sourceOf(options);
      if (next !== source) {
        source = next;
        begun = false;
        self.cancel();
      }
      if (!live) {
        if (running) begun = false;
        self.cancel();
      } else if (next && !begun && !options.manual) self.start();
    },
  };
  return self;
}

function launch(
  { sessionId, endpoint, locale, src, config, container }: RunnerOptions,
  signal: AbortSignal,
  enter: Tell,
): Promise<FlowOutcome> {
  const options = { locale, src, ...config, container, signal } as SessionConfig;
  if (!sessionId && endpoint) return verify({ ...options, endpoint, onState: enter });
  const session = openSession({ ...options, id: sessionId } as SessionConfig);
  session.addEventListener('statechange', () => enter(session.state, session.id));
  return session.finished;
}
