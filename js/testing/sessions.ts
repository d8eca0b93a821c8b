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

/**
 * Replaces `AbortController`, so that the signal of each session tells when it was created: the session runs the
 * function that it finds there as soon as its chunk has loaded, which may be after `restore()`.
 */
export function watchSessions(): MockedSessions {
  const Original = globalThis.AbortController;
  const sessions = new Set<() => void>();
  let isOver = false;
  class AbortController extends Original {
    constructor() {
      super();
      const register: MockedSignal[typeof MOCK_KEY] = (enter) => {
        const cancel = () => {
          if (!enter('cancelled')) return;
          this.abort(new DOMException('The test has ended: the mock was restored.', 'AbortError'));
        };
        if (isOver) cancel();
        else sessions.add(cancel);
      };
      Object.defineProperty(this.signal, MOCK_KEY, { value: register, configurable: true });
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
