import { checkEnvironment, part } from './part.js';
import { FlowSession } from './session.js';
import type { CommonConfig, SessionConfig, SessionState, Timeouts, Verdict, WithPlace } from './types.js';

/** What {@link verify} takes: the options of `openSession`, and where the host's backend listens. */
export type VerifyConfig = Omit<CommonConfig, 'timeouts'> &
  WithPlace & {
    /** The address of the backend's handler (`createFlowHandler`), relative to the page. */
    endpoint: string;
    /** What the page proposes as metadata; the handler decides whether it counts. */
    metadata?: unknown;
    /** More headers for the handler, such as one of the host's own authorisation. */
    headers?: Record<string, string>;
    /** Whether cookies go along. Default: `same-origin`. */
    credentials?: RequestCredentials;
    /** Time limits in milliseconds; 0 means none. */
    timeouts?: Timeouts & {
      /** Until the verdict is there, counted from `finish`. Default: 60,000. */
      result?: number;
    };
    /** Told each state, and the session's id once it is known; `waiting` is between `finish` and the verdict. */
    onState?: (state: SessionState | 'waiting', id?: string) => void;
  };

/**
 * The whole flow against the host's own backend: creates a session there, runs the widget, and waits for the
 * verdict. The session is being created while script and wasm are on their way.
 *
 * @throws FlowWidgetError as `startSession`, and `http`, `network`, `invalid-response`, `result-timeout`; or the
 * reason of an aborted signal.
 */
export async function verify(config: VerifyConfig): Promise<Verdict> {
  const session = new FlowSession({
    // Not a copy: to read the page's own fields may throw, and the core says so.
    __proto__: config,
    id: async () => (await verdict).readId(answer),
  } as unknown as SessionConfig);
  const answer = create(config, session.signal);
  const verdict = part(import('./verdict.js'));
  // Both are looked at later; until then their failures are nobody's.
  answer.catch(() => {});
  session.finished.catch(() => {});
  return (await verdict).complete(config, session, answer);
}

/** Leaves at once, unless there is something to be looked at before a session is used up. */
async function create(config: VerifyConfig, signal: AbortSignal): Promise<Response> {
  if (config.preflight) await checkEnvironment(true);
  return fetch(config.endpoint, {
    method: 'POST',
    headers: { ...config.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: config.metadata }),
    credentials: config.credentials as RequestCredentials,
    signal,
  });
}
