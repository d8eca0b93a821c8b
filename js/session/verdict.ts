/** What follows the first request of `verify`: fetched while that request is under way. */
import { FlowWidgetError } from '../shared/error.js';
import type { Detail, SessionState, Verdict, VerifyConfig } from '../shared/types.js';
import type { FlowSession } from './session.js';
import { readOptions, type VerdictOptions } from './verify-options.js';

/** How long to wait before the second question, in ms; each further wait is half as long again. */
const FIRST_PAUSE = 1_000;
/** The longest wait between two questions, in ms. */
const LONGEST_PAUSE = 5_000;

interface Created {
  readonly session_id: string;
  readonly token?: unknown;
}

/** What the first requests were answered: a body can be read once, and not after its session has ended. */
const created = new WeakMap<Promise<Response>, Created>();

/** The session id in the backend's answer to the first request. */
export async function readId(answer: Promise<Response>): Promise<string> {
  const body = await read(answer);
  const { session_id } = body;
  if (typeof session_id !== 'string' || session_id === '') {
    throw new FlowWidgetError('invalid-response', 'The backend created a session without a `session_id`.');
  }
  created.set(answer, body as unknown as Created);
  return session_id;
}

/** Waits for the end of the session, and for its verdict. */
export async function complete(
  config: VerifyConfig,
  session: FlowSession,
  answer: Promise<Response>,
): Promise<Verdict> {
  let options: VerdictOptions;
  try {
    options = readOptions(config);
  } catch (error) {
    session.cancel(error);
    throw error;
  }
  const tell = teller(options.onState);
  // This module may be later than the first states, of which there is one order.
  for (const state of EARLY.slice(0, Math.max(1, EARLY.indexOf(session.state)))) tell(state);
  if (session.state !== 'preparing') tell(session.state, session.id);
  session.addEventListener('statechange', () => tell(session.state, session.id));
  const detail = await session.finished.catch((error) => {
    // What the source of the id failed with says more than that it did.
    throw error?.code === 'session-source-failed' ? error.cause : error;
  });
  tell('waiting', session.id);
  return waitForVerdict(options, created.get(answer) as Created, detail);
}

const EARLY: readonly SessionState[] = ['preparing', 'loading', 'starting', 'active'];

/** Tells the page; what it throws is reported, and stops nothing. */
function teller(onState: VerifyConfig['onState']): NonNullable<VerifyConfig['onState']> {
  return (state, id) => {
    try {
      onState?.(state, id);
    } catch (thrown) {
      reportError(thrown);
    }
  };
}

async function waitForVerdict(
  { endpoint, headers, credentials, limit, signal = new AbortController().signal }: VerdictOptions,
  { session_id, token }: Created,
  detail: Detail,
): Promise<Verdict> {
  const url = new URL(endpoint, document.baseURI);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(session_id)}`;
  const until = limit > 0 ? performance.now() + limit : Number.POSITIVE_INFINITY;
  let last: unknown;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    // The pauses are spread, so that pages that began together do not ask together.
    let wait = pause * (0.75 + Math.random() / 2);
    try {
      const answer = fetch(url, {
        headers: { ...headers, ...(typeof token === 'string' && { 'x-flow-token': token }) },
        ...(credentials && { credentials }),
        cache: 'no-store',
        signal,
      });
      const body = await read(answer);
      const verdict = toVerdict(body, detail);
      if (verdict) return verdict;
      last = undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FlowWidgetError && error.retryable)) throw error;
      last = error;
      wait = Math.max(wait, error.retryAfter ?? 0);
    }
    if (performance.now() + wait >= until) {
      throw new FlowWidgetError(
        'result-timeout',
        'The session has ended, but its verdict did not arrive within `timeouts.result`. Ask your backend later.',
        { retryable: true, ...(last !== undefined && { cause: last }) },
      );
    }
    await sleep(wait, signal);
  }
}

/** The verdict, if it stands. A handler that presents a shape of its own has decided already. */
function toVerdict(body: Record<string, unknown>, detail: Detail): Verdict | undefined {
  const { session_id, status, passed, failure_reasons, ...more } = body;
  const ours = status !== undefined || passed !== undefined;
  if (ours && typeof passed !== 'boolean' && status !== 'FINISHED') return undefined;
  return {
    ...more,
    sessionId: session_id as string,
    status: status as string,
    passed: typeof passed === 'boolean' ? passed : null,
    failureReasons: Array.isArray(failure_reasons) ? failure_reasons : [],
    detail,
  };
}

/** The body of an answer of the handler, or the error that it stands for. */
async function read(answer: Promise<Response>): Promise<Record<string, unknown>> {
  let response: Response;
  let text: string;
  try {
    response = await answer;
    text = await response.text();
  } catch (cause) {
    if (cause instanceof FlowWidgetError) throw cause;
    throw new FlowWidgetError('network', 'The backend could not be reached.', { retryable: true, cause });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const { status } = response;
  if (!response.ok) {
    const said = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
    const seconds = Number(response.headers.get('retry-after'));
    throw new FlowWidgetError(
      'http',
      typeof said === 'string' ? said : `The backend answered with status ${status}.`,
      {
        status,
        body: body ?? text.slice(0, 1_000),
        retryable: status === 429 || status >= 500,
        ...(seconds > 0 && { retryAfter: seconds * 1_000 }),
      },
    );
  }
  if (body !== null && typeof body === 'object' && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new FlowWidgetError(
    'invalid-response',
    'The backend answered with something that is no JSON object.',
    {
      status,
      body: text.slice(0, 1_000),
    },
  );
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop);
  });
}
