/** Calls a function of the page. An exception is reported as uncaught, and affects nothing else. */
export function callSafely(callback: () => void): void {
  try {
    callback();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
