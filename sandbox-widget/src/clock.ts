/** Interval between progress reports, in ms. */
const TICK = 50;

declare global {
  /** Set to true by tests: simulated work then ends at the clock's first tick. */
  var flowSandboxInstant: boolean | undefined;
}

/** A pausable clock. The widget pauses it while it asks the user whether to leave. */
export class Clock {
  #paused = false;

  /** While `true`, no wait on this clock makes progress. */
  set paused(value: boolean) {
    this.#paused = value;
  }

  /** Like `wait`, but ends at the first tick if tests set `flowSandboxInstant`. */
  simulate(ms: number, signal: AbortSignal, onProgress?: (fraction: number) => void): Promise<void> {
    return this.wait(globalThis.flowSandboxInstant === true ? 1 : ms, signal, onProgress);
  }

  /**
   * Resolves after `ms` of unpaused time. Aborting the signal leaves the Promise pending,
   * because the screen that waits for it is gone.
   *
   * @param onProgress called at each tick with the elapsed fraction, from 0 to 1
   */
  wait(ms: number, signal: AbortSignal, onProgress?: (fraction: number) => void): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return;
      let elapsed = 0;
      let previous = performance.now();
      const timer = setInterval(() => {
        const now = performance.now();
        if (!this.#paused) elapsed += now - previous;
        previous = now;
        onProgress?.(Math.min(1, elapsed / ms));
        if (elapsed < ms) return;
        clearInterval(timer);
        resolve();
      }, TICK);
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    });
  }
}
