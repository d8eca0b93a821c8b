/** Queries to the browser that may throw, reject or never settle: its APIs may be missing or patched. */

/** Timeout for one query, in ms. */
const QUERY_TIMEOUT = 2_000;

/** Returns the result of a query, or `fallback` if it throws. */
export function tryOr<T>(fallback: T, query: () => T): T {
  try {
    return query();
  } catch {
    return fallback;
  }
}

/** Resolves to the result of a query, or to `fallback` if it rejects or does not settle in time. */
export async function withTimeout<T>(fallback: T, query: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, QUERY_TIMEOUT, fallback);
  });
  try {
    return await Promise.race([query(), timeout]);
  } catch {
    return fallback;
  } finally {
    clearTimeout(timer);
  }
}

/** Settles like `promise`, or rejects with the signal's reason as soon as it is aborted. */
export async function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', abort as () => void);
  }
}
