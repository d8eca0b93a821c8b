/** Seconds with one decimal, as all durations are shown. */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * One line when a step begins and one when it ends; steps run side by side, so each line names its step.
 *
 * @param {(line: string) => void} print
 */
export function reporter(print) {
  const line = (sign, name, text) => print(`${sign} ${name.padEnd(22)} ${text}`);
  return {
    print,
    /** Runs `work(say)`; `say` prints what the step is doing now. */
    async step(name, work) {
      const start = performance.now();
      try {
        const result = await work((text) => line('·', name, text));
        line('✓', name, seconds(performance.now() - start));
        return result;
      } catch (error) {
        line('✗', name, `failed after ${seconds(performance.now() - start)}`);
        throw error;
      }
    },
  };
}
