import type { FlowWidgetError } from '../shared/error.js';
import type { FlowCallbacks, FlowOutcome, FlowState } from './options.js';
import type { Notify } from './runner.js';
import { callSafely } from './safely.js';

/** The state that a component renders. */
export interface Snapshot {
  readonly state: FlowState;
  readonly outcome?: FlowOutcome;
  readonly error?: FlowWidgetError;
}

export const IDLE: Snapshot = { state: 'idle' };

/**
 * Creates a function that renders each state change and calls the matching callbacks.
 *
 * @param readCallbacks returns the current callbacks, or `undefined` once the component has been unmounted
 * @param render updates the component
 */
export function createNotifier(
  readCallbacks: () => FlowCallbacks | undefined,
  render: (snapshot: Snapshot) => void,
): Notify {
  let id: string | undefined;
  return (state, value) => {
    const { onFinish, onError, onCancel, onStateChange } = readCallbacks() ?? {};
    // In a final state (`cancelled`, `failed`, `finished`) the value is not the session id.
    if (!/^[cf]/.test(state)) id = value as string | undefined;
    render({
      state,
      ...(state === 'finished' && { outcome: value }),
      ...(state === 'failed' && { error: value as FlowWidgetError }),
    });
    callSafely(() => onStateChange?.(state, id));
    // `createRunner` reports an exception.
    if (state === 'finished') onFinish?.(value);
    if (state === 'failed') onError?.(value as FlowWidgetError);
    if (state === 'cancelled') onCancel?.(value);
  };
}
