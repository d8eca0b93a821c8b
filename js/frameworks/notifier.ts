import type { FlowWidgetError } from '../shared/error.js';
import type { FlowCallbacks, FlowOutcome, FlowState } from './options.js';
import type { Tell } from './runner.js';

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
