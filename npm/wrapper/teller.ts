import type { FlowWidgetError } from '../error.js';
import type { FlowOutcome, FlowState } from './options.js';
import type { Tell } from './runner.js';

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

/** What a component shows. */
export interface Snapshot {
  readonly state: FlowState;
  readonly outcome?: FlowOutcome;
  readonly error?: FlowWidgetError;
}

export const IDLE: Snapshot = { state: 'idle' };

/**
 * Tells a component where its session stands: `show` always, the callbacks that `read` has as long as it has any. A
 * component that is gone has none.
 */
export function createTeller(
  read: () => FlowCallbacks | undefined,
  show: (snapshot: Snapshot) => void,
): Tell {
  let id: string | undefined;
  return (state, value) => {
    const { onFinish, onError, onCancel, onStateChange } = read() ?? {};
    if (!/^[cf]/.test(state)) id = value as string | undefined;
    show({
      state,
      ...(state === 'finished' && { outcome: value }),
      ...(state === 'failed' && { error: value as FlowWidgetError }),
    });
    onStateChange?.(state, id);
    if (state === 'finished') onFinish?.(value);
    if (state === 'failed') onError?.(value as FlowWidgetError);
    if (state === 'cancelled') onCancel?.(value);
  };
}
