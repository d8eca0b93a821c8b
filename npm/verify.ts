import { getCore } from './core.js';
import { FlowWidgetError } from './error.js';
import { hint } from './hint.js';
import type { FlowSession } from './session.js';
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

/** The request that creates the session, on its way before anything else is there. */
export interface Early {
  readonly control: AbortController;
  readonly answer: Promise<Response>;
  readonly unhint: () => void;
}

/**
 * The whole flow against the host's own backend: creates a session there, runs the widget, and waits for the
 * verdict. The session is being created while script and wasm are on their way.
 *
 * @throws FlowWidgetError as `startSession`, and `http`, `network`, `invalid-response`, `result-timeout`; or the
 * reason of an aborted signal.
 */
export async function verify(
  config: VerifyConfig,
  openSession: (config: SessionConfig) => FlowSession,
): Promise<Verdict> {
  const control = new AbortController();
  const answer = create(config, control.signal);
  const unhint = hint(config);
  // Both are looked at later; until then their failures are nobody's.
  for (const early of [answer, getCore()]) early.catch(() => {});
  const { complete } = await import('./verdict.js').catch((cause) => {
    control.abort();
    unhint();
    throw new FlowWidgetError('network', 'A part of the loader could not be fetched.', {
      retryable: true,
      cause,
    });
  });
  return complete(config, { control, answer, unhint }, openSession);
}

async function create(
  { endpoint, metadata, headers, credentials }: VerifyConfig,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ metadata }),
    ...(credentials && { credentials }),
    signal,
  });
}
