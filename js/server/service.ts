import { call } from '../service/client-call.js';
import type { FlowResult } from '../service/contract.js';
import { FlowWidgetError } from '../shared/error.js';
import { internal, notFound, Problem } from './problem.js';

/** What the service says about a session. */
export interface Judged {
  result: FlowResult;
  verdict: { status: string; passed: boolean | null; failure_reasons: { type: string; detail: string }[] };
}

/** Reads a result and judges it, in one call into the core. */
export function getVerdict(options: object, sessionId: string, signal: AbortSignal): Promise<Judged> {
  const warn = () => {
    // The options are the client's: it has told about them when the session was created.
  };
  return call('getVerdict', JSON.stringify({ options, sessionId }), signal, { warn });
}

/** The time was up. */
class Late extends FlowWidgetError {
  constructor(ms: number) {
    super('network', `The service did not answer within ${ms / 1000} s.`, { retryable: true });
  }
}

/**
 * Makes a call to the service that ends with the caller's signal or when the time is up.
 *
 * @throws Late; what the call rejects with
 */
export async function inTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  caller: AbortSignal,
): Promise<T> {
  const own = new AbortController();
  const stop = () => own.abort(caller.reason);
  const timer = ms > 0 ? setTimeout(() => own.abort(new Late(ms)), Math.min(ms, 2 ** 31 - 1)) : undefined;
  if (caller.aborted) stop();
  caller.addEventListener('abort', stop, { once: true });
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', stop);
  }
}

/** What the browser is told of a failed call. Only metadata are its business: it may have proposed them. */
export function problemOf(error: unknown, step: 'create' | 'read'): Problem {
  if (error instanceof Late) {
    return new Problem(504, 'timeout', 'The verification service did not answer in time.', true);
  }
  if (!(error instanceof FlowWidgetError)) return internal();
  const { code, status, retryable, retryAfter } = error;
  if (code === 'invalid-metadata') return new Problem(400, code, error.message);
  if (code !== 'http' && code !== 'network' && code !== 'invalid-response') return internal();
  if (step === 'read' && status === 404) return notFound();
  if (status === 429) {
    const seconds = Math.ceil((retryAfter ?? 0) / 1000);
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(seconds) };
    return new Problem(429, 'rate-limited', 'Too many requests; try again later.', true, headers);
  }
  return new Problem(502, code, 'The verification service failed.', retryable);
}
