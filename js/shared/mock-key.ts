/**
 * The key under which `/testing` marks the signal of a session that was created while the mock was in place. The value is
 * a function that takes the session's `enter`, with which the mock cancels the session when a test ends.
 */
export const MOCK_KEY = Symbol.for('flowWidgetMock');

/** A signal that may have the mark. */
export type MockedSignal = AbortSignal & { [MOCK_KEY]?: (enter: (state: 'cancelled') => unknown) => void };
