import type { FlowClient } from '../service/client.js';
import { call } from '../service/client-call.js';
import type { CreateSessionOptions } from '../service/client-options.js';
import type { FlowResult, Session } from '../service/contract.js';
import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';
import { HttpError, internal, notFound } from './http-error.js';
import type { FlowVerdict } from './options.js';
import { canServe, type Route, SERVED_ID } from './route.js';

/** A result of the service, and the verdict that follows from it. */
export interface ResultWithVerdict {
  result: FlowResult;
  verdict: FlowVerdict;
}

interface CoreOutput {
  result: FlowResult;
  verdict: Omit<FlowVerdict, 'session_id'>;
}

/**
 * Creates a session.
 *
 * @throws FlowWidgetError `invalid-response` for an id with which the verdict could not be read
 */
export async function createSession(client: FlowClient, options: CreateSessionOptions): Promise<Session> {
  const session = await client.createSession(options);
  const { session_id } = session;
  if (canServe(session_id)) return session;
  throw new FlowWidgetError(
    'invalid-response',
    `The service's \`session_id\` must be ${SERVED_ID}, but the string of ${session_id.length} characters is not.`,
  );
}

/** Reads the result of a session and derives its verdict, in one call into the core. */
export async function getVerdict(
  options: object,
  sessionId: string,
  signal: AbortSignal,
): Promise<ResultWithVerdict> {
  const warn = () => {
    // The client has the same options and warns when it creates a session.
  };
  const input = JSON.stringify({ options, sessionId });
  const { result, verdict } = await call<CoreOutput>('getVerdict', input, signal, { warn });
  return { result, verdict: { session_id: sessionId, ...verdict } };
}

/** Returns whether a verdict will not change any more. Failed and aborted sessions have `passed: false`. */
export function isFinal({ passed, status }: FlowVerdict): boolean {
  return typeof passed === 'boolean' || status.toUpperCase() === 'FINISHED';
}

/** The error if the service does not respond within the handler's timeout. */
class ServiceTimeout extends FlowWidgetError {
  constructor(ms: number) {
    super('network', `The service did not respond within ${ms / 1000} s.`, { retryable: true });
  }
}

/**
 * Runs a call to the service with a timeout.
 *
 * @param ms the timeout in ms; 0 means no limit
 * @param caller aborts the call early; undefined if nothing does
 * @throws ServiceTimeout; any rejection of the call
 */
async function withTimeout<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  caller: AbortSignal | undefined,
): Promise<T> {
  const control = new AbortController();
  const onAbort = () => control.abort(caller?.reason);
  const timer = ms > 0 ? setTimeout(() => control.abort(new ServiceTimeout(ms)), ms) : undefined;
  if (caller?.aborted) onAbort();
  caller?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(control.signal);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', onAbort);
  }
}

/**
 * Calls the service. An error is reported in full and rethrown as an `HttpError` for the client.
 *
 * @param caller see {@link withTimeout}
 */
export async function callService<T>(
  work: (signal: AbortSignal) => Promise<T>,
  operation: Route['operation'],
  { timeout, report, caller }: { timeout: number; report: (error: unknown) => void; caller?: AbortSignal },
): Promise<T> {
  try {
    return await withTimeout(work, timeout, caller);
  } catch (error) {
    if (caller?.aborted || isInstance(error, HttpError)) throw error;
    const httpError = toHttpError(error, operation);
    if (httpError.status !== 404) report(error);
    throw httpError;
  }
}

/**
 * Converts an error of the service to the response for the browser. Only a message about metadata is passed on,
 * because the browser may have proposed the metadata.
 */
function toHttpError(error: unknown, operation: Route['operation']): HttpError {
  if (error instanceof ServiceTimeout) {
    return new HttpError(504, 'timeout', 'The verification service did not respond in time.', true);
  }
  if (!(error instanceof FlowWidgetError)) return internal();
  const { code, status, retryable, retryAfter } = error;
  if (code === 'invalid-metadata') return new HttpError(400, code, error.message);
  if (code !== 'http' && code !== 'network' && code !== 'invalid-response') return internal();
  if (operation === 'read' && status === 404) return notFound();
  if (status === 429) {
    const seconds = Math.ceil((retryAfter ?? 0) / 1000);
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(seconds) };
    return new HttpError(429, 'rate-limited', 'Too many requests; try again later.', true, headers);
  }
  return new HttpError(502, code, 'The verification service failed.', retryable);
}
