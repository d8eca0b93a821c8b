/** Interval between progress reports, in ms. */
const TICK = 50;

declare global {
  /** Set to true by tests: simulated work then ends with the clock's first tick. */
  var flowSandboxInstant: boolean | undefined;
}

/** A pausable clock. The widget pauses it while it asks the user whether to leave. */
export class Clock {
  #paused = false;

  /** While `true`, no wait on this clock makes progress. */
  set paused(value: boolean) {
    this.#paused = value;
  }

  /** Like `wait`, for work that is only simulated. */
  simulate(ms: number, signal: AbortSignal, onProgress?: (share: number) => void): Promise<void> {
    return this.wait(globalThis.flowSandboxInstant === true ? 1 : ms, signal, onProgress);
  }

  /**
   * Resolves after `ms` of unpaused time. Aborting the signal leaves the Promise pending: the screen
   * that waited for it is gone.
   *
   * @param onProgress called with the elapsed share, from 0 to 1
   */
  wait(ms: number, signal: AbortSignal, onProgress?: (share: number) => void): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return;
      let elapsed = 0;
      let before = performance.now();
      const timer = setInterval(() => {
        const now = performance.now();
        if (!this.#paused) elapsed += now - before;
        before = now;
        onProgress?.(Math.min(1, elapsed / ms));
        if (elapsed < ms) return;
        clearInterval(timer);
        resolve();
      }, TICK);
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    });
  }
}
