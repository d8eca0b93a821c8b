/**
 * Returns a delay in ms of an exponential back-off with jitter: `first` grows by 50 % with each attempt, up to
 * `max`, and is spread by ±25 %, so that clients that started together do not keep sending requests together.
 *
 * @param attempt the number of delays before this one
 * @param first the first delay, in ms
 * @param max the longest delay before jitter, in ms
 */
export function backoff(attempt: number, first: number, max: number): number {
  return Math.min(first * 1.5 ** attempt, max) * (0.75 + Math.random() / 2);
}
