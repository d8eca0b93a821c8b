/** The longest delay of `setTimeout`, in ms. A longer one would end at once. */
export const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Returns the outcome of a promise, or throws if it takes too long. The promise itself continues.
 *
 * @param ms the limit in ms; 0 means no limit
 * @param error creates the exception
 */
export async function withLimit<T>(promise: Promise<T>, ms: number, error: () => unknown): Promise<T> {
  if (ms === 0) return promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), Math.min(ms, MAX_TIMEOUT));
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls a function of the application and awaits its return value.
 *
 * @param ms the limit in ms; 0 means no limit
 * @param hold receives the call's promise, which continues after the limit
 */
export function callWithLimit<T>(
  name: string,
  ms: number,
  callback: () => T | PromiseLike<T>,
  hold: (promise: Promise<T>) => void = () => {},
): Promise<T> {
  const error = () => new Error(`\`${name}\` did not settle within ${ms / 1000} s.`);
  const promise = (async () => callback())();
  hold(promise);
  return withLimit(promise, ms, error);
}

/** Returns the outcome of a promise, or throws the signal's reason once it is aborted. The promise itself continues. */
export async function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
