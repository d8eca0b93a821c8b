import { backoff } from '../shared/backoff.js';
import { FlowWidgetError } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';

/** The time limit of one request for the verdict, in ms. */
const REQUEST_TIMEOUT = 30_000;
/** The delay before the first request while the widget is running, in ms. */
const WATCH_FIRST = 10_000;
/** The limits of the later delays, in ms. */
const [WATCH_LEAST, WATCH_MOST] = [5_000, 15_000];
/** The limits of the delays once the widget has finished, in ms. */
const [WAIT_LEAST, WAIT_MOST] = [1_000, 5_000];

/** The delay while the widget is running and after an error that is not retryable, or while offline, in ms. */
const WATCH_SLOW = 60_000;
/** The least delay between two requests, in ms, whatever the page or the user does. */
const LEAST_PAUSE = 1_000;

/** Asks for the verdict; resolves with `undefined` while it is not final. */
type Ask<T> = (signal: AbortSignal) => Promise<T | undefined>;

/** Asks for the verdict of one verification. Requests of all its phases keep the delay that the backend asks for. */
export interface Poller<T> {
  /** Asks once, within the time limit of a request. */
  once(signal: AbortSignal): Promise<T | undefined>;
  /**
   * Asks while the widget is running: the user may finish on another device, of which the widget does not notify the
   * page. Resolves with the final verdict. An error never ends it: the user may sign in again.
   *
   * @throws the signal's reason
   */
  watch(signal: AbortSignal): Promise<T>;
  /**
   * Asks after the widget has finished.
   *
   * @param timeout in ms; 0 means no limit
   * @throws FlowWidgetError `result-timeout`, or another one that is not `retryable`; the signal's reason
   */
  wait(timeout: number, signal: AbortSignal): Promise<T>;
  /** Ends the current delay, unless the last request was a moment ago: the verdict may be final now. */
  askSoon(): void;
  /** Returns how many requests have been answered, also with an error. */
  answers(): number;
}

/** Creates a poller. */
export function createPoller<T>(ask: Ask<T>): Poller<T> {
  let notBefore = 0;
  const cues = new EventTarget();
  /** Whether to ask soon after the request that is under way. */
  let isCued = false;
  let answers = 0;
  const once = async (signal: AbortSignal) => {
    let retryAfter = 0;
    try {
      return await askOnce(ask, signal);
    } catch (error) {
      if (isInstance(error, FlowWidgetError)) retryAfter = error.retryAfter ?? 0;
      throw error;
    } finally {
      answers += 1;
      notBefore = performance.now() + Math.max(retryAfter, LEAST_PAUSE);
    }
  };
  const poll = async (
    delay: (attempt: number) => number,
    signal: AbortSignal,
    onAnswer: (error?: unknown) => number,
    whileOffline: number,
  ): Promise<T> => {
    let least = 0;
    for (let attempt = 0; ; attempt++) {
      const ms = isCued ? 0 : Math.max(least, delay(attempt));
      await pause(ms, notBefore, whileOffline, cues, signal);
      isCued = false;
      try {
        const verdict = await once(signal);
        if (verdict) return verdict;
        least = onAnswer();
      } catch (error) {
        signal.throwIfAborted();
        least = onAnswer(error);
      }
    }
  };
  return {
    once,
    answers: () => answers,
    askSoon: () => {
      isCued = true;
      cues.dispatchEvent(new Event('cue'));
    },
    watch: (signal) =>
      poll(
        (attempt) =>
          attempt === 0
            ? WATCH_FIRST
            : Math.min(Math.max(backoff(attempt - 1, WATCH_LEAST, WATCH_MOST), WATCH_LEAST), WATCH_MOST),
        signal,
        (error) => (error === undefined || isRetryable(error) ? 0 : WATCH_SLOW),
        WATCH_SLOW,
      ),
    wait: (timeout, signal) =>
      waitAtMost(timeout, signal, (deadline, onAnswer) =>
        poll(
          (attempt) => (attempt === 0 ? 0 : backoff(attempt - 1, WAIT_LEAST, WAIT_MOST)),
          deadline,
          (error) => {
            if (error !== undefined && !isRetryable(error)) throw error;
            onAnswer(error);
            return 0;
          },
          0,
        ),
      ),
  };
}

const isRetryable = (error: unknown): boolean => isInstance(error, FlowWidgetError) && error.retryable;

/** Runs `work` with a signal that is aborted at the deadline. */
async function waitAtMost<T>(
  timeout: number,
  signal: AbortSignal,
  work: (signal: AbortSignal, onAnswer: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = timeout > 0 ? setTimeout(() => deadline.abort(), timeout) : undefined;
  const onAbort = () => deadline.abort();
  signal.addEventListener('abort', onAbort);
  let cause: unknown;
  try {
    signal.throwIfAborted();
    return await work(deadline.signal, (error) => {
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

/**
 * Asks once, within the time limit of a request.
 *
 * @throws FlowWidgetError `network` if there is no answer in time; the signal's reason
 */
async function askOnce<T>(ask: Ask<T>, signal: AbortSignal): Promise<T | undefined> {
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
 * finished meanwhile. A browser that reports being offline may be wrong, for example with a VPN, so it only adds a delay.
 *
 * @param ms the delay in ms
 * @param notBefore the earliest time, on the clock of `performance.now()`
 * @param whileOffline the additional delay in ms if the browser is offline when the delay ends
 * @param cues fires `cue` to end the delay
 */
function pause(
  ms: number,
  notBefore: number,
  whileOffline: number,
  cues: EventTarget,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const listeners = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (ms: number, proceed: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(proceed, ms);
    };
    const end = (settle: () => void) => {
      clearTimeout(timer);
      listeners.abort();
      settle();
    };
    const isOffline = () => navigator.onLine === false;
    const proceed = () => end(resolve);
    const least = () => Math.max(notBefore - performance.now(), 0);
    wait(Math.max(ms, least()), () => {
      if (whileOffline && isOffline()) wait(whileOffline, proceed);
      else proceed();
    });
    const proceedEarly = () => {
      if (!isOffline()) wait(least(), proceed);
    };
    const options = { signal: listeners.signal };
    cues.addEventListener('cue', proceedEarly, options);
    addEventListener('online', proceedEarly, options);
    addEventListener('pageshow', proceedEarly, options);
    // It bubbles to the window, whose properties an element of the page cannot replace.
    addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') proceedEarly();
      },
      options,
    );
    const onAbort = () => end(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, options);
    if (signal.aborted) onAbort();
  });
}
