import { backoff } from '../shared/backoff.js';
import { FlowWidgetError } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import { sleep } from '../shared/sleep.js';

/** The time limit of one request for the verdict, in ms. */
const REQUEST_TIMEOUT = 30_000;
/** The delay before the first request while the widget is running, in ms. */
const WATCH_FIRST = 10_000;
/** The limits of the later delays, in ms. */
const [WATCH_LEAST, WATCH_MOST] = [5_000, 15_000];
/** The limits of the delays once the widget has finished, in ms. */
const [WAIT_LEAST, WAIT_MOST] = [1_000, 5_000];

/** Asks for the verdict; resolves with `undefined` while it is not final. */
export type Ask<T> = (signal: AbortSignal) => Promise<T | undefined>;

/**
 * Asks for the verdict while the widget is running: the user may finish on another device, of which the widget does not
 * notify the page. Resolves with the final verdict.
 *
 * @throws FlowWidgetError not `retryable`; the signal's reason
 */
export function watchVerdict<T>(ask: Ask<T>, signal: AbortSignal): Promise<T> {
  const delay = (attempt: number) =>
    attempt === 0
      ? WATCH_FIRST
      : Math.min(Math.max(backoff(attempt - 1, WATCH_LEAST, WATCH_MOST), WATCH_LEAST), WATCH_MOST);
  return poll(ask, delay, signal);
}

/**
 * Asks for the verdict after the widget has finished.
 *
 * @param timeout in ms; 0 means no limit
 * @throws FlowWidgetError `result-timeout`, or another one that is not `retryable`; the signal's reason
 */
export async function waitForVerdict<T>(ask: Ask<T>, timeout: number, signal: AbortSignal): Promise<T> {
  const deadline = new AbortController();
  const timer = timeout > 0 ? setTimeout(() => deadline.abort(), timeout) : undefined;
  const onAbort = () => deadline.abort();
  signal.addEventListener('abort', onAbort);
  let cause: unknown;
  const delay = (attempt: number) => (attempt === 0 ? 0 : backoff(attempt - 1, WAIT_LEAST, WAIT_MOST));
  try {
    signal.throwIfAborted();
    return await poll(ask, delay, deadline.signal, (error) => {
      cause = error;
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
    throw new FlowWidgetError(
      'result-timeout',
      'The session has ended, but its verdict did not arrive within `timeouts.result`. Ask your backend later.',
      { retryable: true, ...(cause !== undefined && { cause }) },
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Asks until the verdict is final, one request at a time. Tries again after retryable errors. */
async function poll<T>(
  ask: Ask<T>,
  delay: (attempt: number) => number,
  signal: AbortSignal,
  onAnswer: (error?: unknown) => void = () => {},
): Promise<T> {
  let retryAfter = 0;
  for (let attempt = 0; ; attempt++) {
    // The delay that the backend asked for is not shortened.
    await sleep(retryAfter, signal);
    await pause(delay(attempt) - retryAfter, signal);
    retryAfter = 0;
    try {
      const verdict = await askOnce(ask, signal);
      if (verdict) return verdict;
      onAnswer();
    } catch (error) {
      signal.throwIfAborted();
      if (!(isInstance(error, FlowWidgetError) && error.retryable)) throw error;
      retryAfter = error.retryAfter ?? 0;
      onAnswer(error);
    }
  }
}

/**
 * Asks once, within the time limit of a request.
 *
 * @throws FlowWidgetError `network` if there is no answer in time; the signal's reason
 */
export async function askOnce<T>(ask: Ask<T>, signal: AbortSignal): Promise<T | undefined> {
  const request = new AbortController();
  const onAbort = () => request.abort(signal.reason);
  const timer = setTimeout(() => {
    const message = `The backend did not answer within ${REQUEST_TIMEOUT / 1_000} s.`;
    request.abort(new FlowWidgetError('network', message, { retryable: true }));
  }, REQUEST_TIMEOUT);
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    // Not only passed on: the functions in `backend` may ignore the signal.
    const aborted = new Promise<never>((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
    });
    return await Promise.race([aborted, ask(request.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Resolves after a delay, or as soon as the page becomes visible, is restored or goes online: the user may have
 * finished meanwhile. While the browser is offline, waits until it is online.
 *
 * @param ms the delay in ms
 */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const listeners = new AbortController();
    const end = (settle: () => void) => {
      clearTimeout(timer);
      listeners.abort();
      settle();
    };
    const proceed = () => {
      if (navigator.onLine !== false) end(resolve);
    };
    const timer = setTimeout(proceed, ms);
    const options = { signal: listeners.signal };
    addEventListener('online', proceed, options);
    addEventListener('pageshow', proceed, options);
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') proceed();
      },
      options,
    );
    const onAbort = () => end(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, options);
    if (signal.aborted) onAbort();
  });
}
