// Time that stands still while the person is asked whether to leave.

const TICK = 50;

declare global {
  /** Set to true by tests: simulated work then ends with the clock's first tick. */
  var flowSandboxInstant: boolean | undefined;
}

export class Clock {
  #paused = false;

  /** While paused, nothing that runs on this clock makes progress. */
  set paused(value: boolean) {
    this.#paused = value;
  }

  /** As `run`, for work that is only simulated. */
  simulate(ms: number, signal: AbortSignal, onProgress?: (share: number) => void): Promise<void> {
    return this.run(globalThis.flowSandboxInstant === true ? 1 : ms, signal, onProgress);
  }

  /**
   * Resolves after `ms` of unpaused time; `onProgress` is told the share (0 to 1) on the way.
   * Once the signal is aborted it never resolves: whoever waited is gone.
   */
  run(ms: number, signal: AbortSignal, onProgress?: (share: number) => void): Promise<void> {
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
