/** The second part of `verify`, loaded while its first request is in flight. */
import { backoff } from '../shared/backoff.js';
import { FlowWidgetError } from '../shared/error-class.js';
import { sleep } from '../shared/sleep.js';
import type { Detail, SessionState } from '../shared/types.js';
import type { Verdict, VerifyConfig } from '../shared/verify-types.js';
import { readJson } from './backend.js';
import type { FlowSession } from './session.js';
import { readOptions, type VerdictOptions } from './verify-options.js';

export { setErrorClass } from '../shared/error-class.js';

/** The delay after the first request for the verdict, in ms. */
const FIRST_DELAY = 1_000;
/** The longest delay between two requests, in ms. */
const MAX_DELAY = 5_000;

interface Created {
  readonly session_id: string;
  readonly token?: unknown;
}

/**
 * The parsed body of each first response. Kept because a body can be read only once, and not after the session's signal
 * was aborted.
 */
const created = new WeakMap<Promise<Response>, Created>();

/**
 * Reads the session id from the backend's response to the first request.
 *
 * @throws FlowWidgetError `invalid-response`, `http` or `network`
 */
export async function readId(response: Promise<Response>): Promise<string> {
  const body = await readJson(response);
  const { session_id } = body;
  if (typeof session_id !== 'string' || session_id === '') {
    throw new FlowWidgetError('invalid-response', "The backend's response has no `session_id`.");
  }
  created.set(response, body as unknown as Created);
  return session_id;
}

/** Waits for the end of the session, then for its verdict. Cancels the session if the config is invalid. */
export async function complete(
  config: VerifyConfig,
  session: FlowSession,
  response: Promise<Response>,
): Promise<Verdict> {
  let options: VerdictOptions;
  try {
    options = readOptions(config);
  } catch (error) {
    session.cancel(error);
    throw error;
  }
  const notify = createNotifier(options.onState);
  // This module may load after the first state changes: notify of those that were missed, in order.
  for (const state of NON_FINAL.slice(0, Math.max(1, NON_FINAL.indexOf(session.state)))) notify(state);
  if (session.state !== 'preparing') notify(session.state, session.id);
  session.addEventListener('statechange', () => notify(session.state, session.id));
  const detail = await session.finished.catch((error) => {
    // The backend's error is more specific than the core's, which only wraps it.
    throw error?.code === 'session-source-failed' ? error.cause : error;
  });
  notify('waiting', session.id);
  return pollVerdict(options, created.get(response) as Created, detail);
}

/** The states before a final state, in order. */
const NON_FINAL: readonly SessionState[] = ['preparing', 'loading', 'starting', 'active'];

/** Wraps `onState`: an exception is reported as an uncaught error and does not affect the session. */
function createNotifier(onState: VerifyConfig['onState']): NonNullable<VerifyConfig['onState']> {
  return (state, id) => {
    try {
      onState?.(state, id);
    } catch (thrown) {
      reportError(thrown);
    }
  };
}

/** Requests the verdict until it is final. Tries again after retryable errors, until the timeout. */
async function pollVerdict(
  { endpoint, headers, credentials, timeout, signal = new AbortController().signal }: VerdictOptions,
  { session_id, token }: Created,
  detail: Detail,
): Promise<Verdict> {
  const url = new URL(endpoint, document.baseURI);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(session_id)}`;
  const deadline = timeout > 0 ? performance.now() + timeout : Number.POSITIVE_INFINITY;
  let lastError: unknown;
  for (let attempt = 0; ; attempt++) {
    let delay = backoff(attempt, FIRST_DELAY, MAX_DELAY);
    try {
      const response = fetch(url, {
        headers: { ...headers, ...(typeof token === 'string' && { 'x-flow-token': token }) },
        ...(credentials && { credentials }),
        cache: 'no-store',
        signal,
      });
      const verdict = toVerdict(await readJson(response), detail);
      if (verdict) return verdict;
      lastError = undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FlowWidgetError && error.retryable)) throw error;
      lastError = error;
      delay = Math.max(delay, error.retryAfter ?? 0);
    }
    if (performance.now() + delay >= deadline) {
      throw new FlowWidgetError(
        'result-timeout',
        'The session has ended, but its verdict did not arrive within `timeouts.result`. Ask your backend later.',
        { retryable: true, ...(lastError !== undefined && { cause: lastError }) },
      );
    }
    await sleep(delay, signal);
  }
}

/**
 * Converts the backend's response to a verdict, or returns `undefined` while it is not final. A response with neither
 * `status` nor `passed` comes from a backend that uses another format, and is final.
 */
function toVerdict(body: Record<string, unknown>, detail: Detail): Verdict | undefined {
  const { session_id, status, passed, failure_reasons, ...more } = body;
  const isStandard = status !== undefined || passed !== undefined;
  if (isStandard && typeof passed !== 'boolean' && status !== 'FINISHED') return undefined;
  return {
    ...more,
    sessionId: session_id as string,
    status: status as string,
    passed: typeof passed === 'boolean' ? passed : null,
    failureReasons: Array.isArray(failure_reasons) ? failure_reasons : [],
    detail,
  };
}
