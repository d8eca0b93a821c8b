/** What follows the first request of `verify`: fetched while that request is under way. */
import { FlowWidgetError } from './error.js';
import type { FlowSession } from './session.js';
import type { Detail, SessionConfig, Verdict } from './types.js';
import type { Early, VerifyConfig } from './verify.js';

/** How long to wait before the second question, in ms; each further wait is half as long again. */
const FIRST_PAUSE = 1_000;
/** The longest wait between two questions, in ms. */
const LONGEST_PAUSE = 5_000;
const RESULT_LIMIT = 60_000;

/** Runs the session whose creation is under way, and waits for its verdict. */
export async function complete(
  config: VerifyConfig,
  { control, answer, unhint }: Early,
  openSession: (config: SessionConfig) => FlowSession,
): Promise<Verdict> {
  // Of a config that is none, or a signal that is none, the core says what is wrong.
  const outer = config?.signal instanceof AbortSignal ? config.signal : undefined;
  const stop = () => control.abort(outer?.reason);
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop);
  try {
    checkOptions(config);
    // What the source failed with: the session's own error only says that it did.
    let failed: unknown;
    let created: Created | undefined;
    const session = openSession({
      ...(config as object),
      id: async () => {
        try {
          created = readCreated(await read(answer));
          return created.session_id;
        } catch (error) {
          failed = error;
          throw error;
        }
      },
    } as SessionConfig);
    const tell = () => config.onState?.(session.state, session.id);
    session.addEventListener('statechange', tell);
    tell();
    const detail = await session.finished.catch((error) => {
      throw error?.code === 'session-source-failed' && failed ? failed : error;
    });
    config.onState?.('waiting', session.id);
    return await waitForVerdict(config, created as unknown as Created, detail, control.signal);
  } catch (error) {
    control.abort(error);
    throw error;
  } finally {
    unhint();
    outer?.removeEventListener('abort', stop);
  }
}

interface Created {
  readonly session_id: string;
  readonly token?: unknown;
}

function checkOptions(config: VerifyConfig): void {
  if (config === null || typeof config !== 'object') {
    throw new FlowWidgetError('invalid-config', 'The config must be an object.');
  }
  const { endpoint, onState, timeouts } = config;
  const wrong = (field: string, expected: string, given: unknown) =>
    new FlowWidgetError('invalid-config', `\`${field}\` must be ${expected}; got ${typeof given}.`);
  if (typeof endpoint !== 'string' || endpoint === '') {
    throw wrong('endpoint', "the address of your backend's handler", endpoint);
  }
  if (onState !== undefined && typeof onState !== 'function') throw wrong('onState', 'a function', onState);
  const limit = timeouts?.result;
  if (limit !== undefined && !(limit >= 0)) throw wrong('timeouts.result', 'milliseconds from 0', limit);
}

function readCreated(body: Record<string, unknown>): Created {
  if (typeof body.session_id === 'string' && body.session_id) return body as unknown as Created;
  throw new FlowWidgetError('invalid-response', 'The backend created a session without a `session_id`.');
}

async function waitForVerdict(
  { endpoint, headers, credentials, timeouts }: VerifyConfig,
  { session_id, token }: Created,
  detail: Detail,
  signal: AbortSignal,
): Promise<Verdict> {
  const url = new URL(endpoint, document.baseURI);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(session_id)}`;
  const limit = timeouts?.result ?? RESULT_LIMIT;
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
