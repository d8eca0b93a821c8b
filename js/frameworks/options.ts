import type { FlowWidgetError } from '../shared/error.js';
import type { Detail, SessionIdSource, SessionState, Verdict, VerifyConfig } from '../shared/types.js';

/** What a wrapper's session takes that is no property of its own: see `openSession` and `verify`. */
export type FlowConfig = Omit<
  VerifyConfig,
  'container' | 'endpoint' | 'locale' | 'onState' | 'selector' | 'src'
>;

/** What every wrapper takes. With neither `sessionId` nor `endpoint` it waits for one of them. */
export interface FlowOptions {
  /** The session that your backend has created, as `id` of `openSession`: its Promise, or a function, will do. */
  sessionId?: SessionIdSource | null | undefined;
  /** Where your backend's handler listens, as of `verify`: the outcome is then its verdict. */
  endpoint?: string | null | undefined;
  /** Any language tag. Default: `<html lang>`, then the browser's. */
  locale?: string | null | undefined;
  /** The script's URL. Default: the service's own two. */
  src?: string | readonly string[] | null | undefined;
  /** Everything else that `openSession` or `verify` takes. Read when a session begins. */
  config?: FlowConfig | undefined;
  /** Nothing begins until `start()` is called. */
  manual?: boolean | undefined;
}

/** Where a wrapper stands: `idle` before its first session, `waiting` until the backend has a verdict. */
export type FlowState = 'idle' | SessionState | 'waiting';

/** The detail of `finish` where a session id was given, the verdict where an endpoint was. */
export type FlowOutcome = Detail | Verdict;

/** Who is told what becomes of a session. */
export interface FlowCallbacks {
  /** The person is done: the detail of the widget's `finish`, or with `endpoint` the verdict. */
  onFinish?: ((outcome: FlowOutcome) => void) | undefined;
  /** The session has failed. */
  onError?: ((error: FlowWidgetError) => void) | undefined;
  /** The session has been cancelled, not by unmounting; the reason is an `AbortError` unless one was given. */
  onCancel?: ((reason: unknown) => void) | undefined;
  /** Each state, with the session's id once it is known. */
  onStateChange?: ((state: FlowState, id: string | undefined) => void) | undefined;
}

/** What can be done with a session. */
export interface FlowControls {
  /**
   * Begins a session, or answers for the one that runs.
   *
   * @returns its outcome. A failure is told to `onError` too, and so is never "unhandled".
   */
  start: () => Promise<FlowOutcome>;
  /** Ends the session that runs, if one does. */
  cancel: (reason?: unknown) => void;
}

/**
 * What a session is for, to tell one from the next: another id or another backend begins another session. A
 * function or a Promise is like any other, as a component makes it anew each time it renders.
 */
export function sourceOf({ sessionId, endpoint }: FlowOptions): string | undefined {
  if (!sessionId) return endpoint ? `at ${endpoint}` : undefined;
  return typeof sessionId === 'string' ? `id ${sessionId}` : 'any';
}
