/** Cancels the sessions that a test has left behind. */
import { MOCK_KEY, type MockedSignal } from '../shared/mock-key.js';
import { replace } from './replace.js';

/** The sessions that began while a mock was in place. */
export interface MockedSessions {
  /** Cancels all that have not ended, also those that are still loading. */
  cancel(): void;
  /** Restores the global object. */
  restore(): void;
}

/** The reason of a session that the mock cancels. */
const ended = () => new DOMException('The test has ended: the mock was restored.', 'AbortError');

/**
 * Replaces `AbortController`, so that the signal of each session tells when it was created. A session that is still
 * loading when the test ends is cancelled when the core asks its signal; a verification leaves a function with which it is
 * cancelled later.
 */
export function watchSessions(): MockedSessions {
  const Original = globalThis.AbortController;
  const sessions = new Set<() => void>();
  let isOver = false;
  class AbortController extends Original {
    constructor() {
      super();
      const { signal } = this;
      const register: MockedSignal[typeof MOCK_KEY] = (enter) => {
        const cancel = () => {
          if (enter('cancelled')) this.abort(ended());
        };
        if (isOver) cancel();
        else sessions.add(cancel);
      };
      Object.defineProperty(signal, MOCK_KEY, { value: register, configurable: true });
      // Only a session asks its signal at once, and again when the core has loaded. Controllers of the application are left
      // alone.
      let isNew = true;
      let isSession = false;
      queueMicrotask(() => {
        isNew = false;
      });
      const throwIfAborted = () => {
        isSession ||= isNew;
        if (isSession && isOver) this.abort(ended());
        if (signal.aborted) throw signal.reason;
      };
      Object.defineProperty(signal, 'throwIfAborted', { value: throwIfAborted, configurable: true });
    }
  }
  return {
    cancel() {
      isOver = true;
      for (const cancel of sessions) cancel();
      sessions.clear();
    },
    restore: replace(globalThis, 'AbortController', AbortController),
  };
}
