// Time that stands still while the person is asked whether to leave.

const TICK = 50;

export class Clock {
  #paused = false;

  /** While paused, nothing that runs on this clock makes progress. */
  set paused(value: boolean) {
    this.#paused = value;
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
