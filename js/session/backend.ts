import { FlowWidgetError } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import { isSessionId } from '../shared/session-id.js';
import type { CreatedSession } from '../shared/verify-types.js';
import type { VerifyOptions } from './verify-options.js';

/** The maximum length of a body that an error contains as text, in characters. */
const MAX_ERROR_BODY = 1_000;

/** The page's own backend. */
export interface Backend {
  /**
   * Creates a session.
   *
   * @throws FlowWidgetError `network`, `http`, `invalid-response`
   */
  create(signal: AbortSignal): Promise<CreatedSession>;
  /** Reads the verdict of a session; throws like `create`. */
  read(session: CreatedSession, signal: AbortSignal): Promise<Record<string, unknown>>;
}

/** Returns the backend that the options name: the functions in `backend`, or requests to `endpoint`. */
export function backendOf(options: VerifyOptions): Backend {
  const { backend, metadata, idempotencyKey } = options;
  const { create, read } = backend
    ? {
        create: async (signal: AbortSignal) => backend.createSession({ metadata, signal, idempotencyKey }),
        read: async (session: CreatedSession, signal: AbortSignal) => {
          try {
            return await backend.getVerdict(session, { signal });
          } catch (cause) {
            signal.throwIfAborted();
            if (isInstance(cause, FlowWidgetError)) throw cause;
            let retryable = true;
            try {
              retryable = (cause as { retryable?: unknown } | null)?.retryable !== false;
            } catch {
              // A thrown Proxy may itself throw.
            }
            throw new FlowWidgetError('network', '`backend.getVerdict` failed; see `cause`.', {
              retryable,
              cause,
            });
          }
        },
      }
    : requestsTo(options.endpoint as string, options);
  return {
    create: async (signal) => checkSession(await create(signal)),
    read: async (session, signal) => checkObject(await read(session, signal), 'a verdict'),
  };
}

function requestsTo(endpoint: string, { headers, credentials, body }: VerifyOptions) {
  const request = async (method: string, url: string, init: RequestInit) =>
    readJson(
      fetch(url, {
        // Absent options are not read from a polluted `Object.prototype`.
        __proto__: null,
        method,
        // A redirect could send the token or the page's headers to another server.
        redirect: 'manual',
        cache: 'no-store',
        ...(credentials && { credentials }),
        ...init,
      } as RequestInit),
      `${method} ${url}`,
    );
  return {
    create: (signal: AbortSignal) => request('POST', endpoint, { headers, body, signal }),
    read: (session: CreatedSession, signal: AbortSignal) => {
      const url = new URL(endpoint);
      url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(session.session_id)}`;
      const ownHeaders = new Headers(headers);
      ownHeaders.delete('content-type');
      if (session.token) ownHeaders.set('x-flow-token', session.token);
      return request('GET', url.href, { headers: ownHeaders, signal });
    },
  };
}

function checkSession(value: unknown): CreatedSession {
  // Read once, and also from the prototype: `backend.createSession` may return an instance of a class.
  const session = checkObject(value, 'a session');
  const { session_id, token, expires_at } = session;
  if (!isSessionId(session_id)) throw invalid("The backend's response has no `session_id`.");
  try {
    if (typeof (token ?? '') !== 'string') throw new TypeError('The token is not a string.');
    // Later requests send the token as a header, which cannot contain every character.
    new Headers({ 'x-flow-token': (token ?? '') as string });
  } catch (cause) {
    throw invalid('The `token` in the response of the backend cannot be sent as a header.', { cause });
  }
  return { ...session, session_id, token, expires_at } as CreatedSession;
}

function checkObject(value: unknown, expected: string): Record<string, unknown> {
  // Test environments may lack it.
  if (isInstance(value, globalThis.Response))
    throw invalid(`The backend must return ${expected}, not a Response: return its JSON.`);
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalid(`The backend must return ${expected} as an object.`);
}

const invalid = (message: string, options?: object) =>
  new FlowWidgetError('invalid-response', message, options);

/**
 * Reads the JSON in a response of the backend.
 *
 * @param name the method and URL, for messages
 */
async function readJson(request: Promise<Response>, name: string): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await request;
    text = await response.text();
  } catch (cause) {
    throw new FlowWidgetError('network', `Could not reach the backend (${name}).`, {
      retryable: true,
      cause,
    });
  }
  const { status } = response;
  if (response.type === 'opaqueredirect')
    throw invalid(`The backend redirected ${name}. Use the final URL as \`endpoint\`.`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    if (response.ok)
      throw invalid(`The backend returned a non-JSON body for ${name}.`, {
        status,
        body: text.slice(0, MAX_ERROR_BODY),
      });
  }
  if (response.ok) return body;
  throw httpError(response, body, text, name);
}

/** Creates the error for a status that is not 2xx. A body such as that of `createFlowHandler` has the details. */
function httpError({ status, headers }: Response, body: unknown, text: string, name: string) {
  const { message, retryable } =
    (body as { error?: { message?: unknown; retryable?: unknown } } | null)?.error ?? {};
  const retryAfter = readRetryAfter(headers.get('retry-after'));
  return new FlowWidgetError(
    'http',
    typeof message === 'string'
      ? `${message} (${name}, status ${status})`
      : `The backend returned status ${status} for ${name}.`,
    {
      status,
      body: body ?? text.slice(0, MAX_ERROR_BODY),
      retryable: typeof retryable === 'boolean' ? retryable : status === 429 || status >= 500,
      ...(retryAfter && { retryAfter }),
    },
  );
}

/** The longest delay that a backend can ask for, in ms. */
const MAX_RETRY_AFTER = 3_600_000;

/** Returns the delay in ms of a `Retry-After` header, which has seconds or a date (RFC 9110, section 10.2.3). */
function readRetryAfter(value: string | null): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER) : undefined;
}
