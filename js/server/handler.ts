import { createFlowClient } from '../service/client.js';
import { isInstance } from '../shared/instance-of.js';
import { readBody } from './body.js';
import { corsHeaders, isPreflight, preflightResponse, TOKEN_HEADER } from './cors.js';
import { checkCsrf } from './csrf.js';
import { HttpError, internal, notFound } from './http-error.js';
import { type Identity, identityOf } from './identity.js';
import type { FlowHandlerOptions, FlowVerdict } from './options.js';
import { createRedactor } from './redact.js';
import { errorResponse, jsonResponse, withHeaders } from './response.js';
import { type Route, routeOf } from './route.js';
import { getVerdict, toHttpError, withTimeout } from './service.js';
import { settingsOf } from './settings.js';
import { createTokens } from './token.js';

/**
 * Handles a request; never rejects. Its second argument, such as the bindings of an edge worker, is passed on to the
 * functions in the options as `context`.
 */
export type FlowHandler<Context = unknown> = (
  request: Request,
  ...rest: unknown extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>;

/** The user who sent a request, and the handler's second argument. */
interface Caller<Id, Context> {
  /** The value that `authorize` returned. */
  identity: Id;
  /** The string that identifies the user in tokens. */
  userId: string;
  context: Context;
}

/**
 * Creates the backend handler for `verify`: `POST` creates a session, `GET …/{session_id}` returns the verdict to the
 * user who created it. Makes no request yet. The handler is stateless, so any number of instances with the same secret
 * can serve the same sessions.
 *
 * @throws FlowWidgetError `invalid-config`, `api-key-in-browser`
 */
export function createFlowHandler<Id extends Identity = Identity, Context = unknown>(
  options: FlowHandlerOptions<Id, Context>,
): FlowHandler<Context> {
  const settings = settingsOf(options);
  const { apiKey, authorize, cors, lifetime, maxBody, path, present } = settings;
  const { baseUrl, retries, timeout, onWarning } = settings;
  const onError = settings.onError ?? ((error) => console.error(error));
  const tokens = createTokens(settings.secrets, apiKey);
  const redact = createRedactor(apiKey);
  const serialize = (value: unknown) => redact(JSON.stringify(value));
  // The client's timeout is per attempt; `withTimeout` limits all attempts together.
  const clientOptions = {
    apiKey,
    timeout,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(retries !== undefined && { retries }),
  };
  const client = createFlowClient({ ...clientOptions, ...(onWarning && { onWarning }) });

  return async (request, ...[context]) => {
    const response = await respond(request, context as Context).catch((thrown) => {
      if (isInstance(thrown, HttpError)) return errorResponse(serialize, thrown);
      // The browser has disconnected: the response cannot be delivered, and there is no error to report.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      report(thrown);
      return errorResponse(serialize, internal());
    });
    return withHeaders(response, corsHeaders(request, cors));
  };

  async function respond(request: Request, context: Context): Promise<Response> {
    if (cors && isPreflight(request)) return preflightResponse();
    const route = routeOf(request, path);
    if (route.operation === 'create') checkCsrf(request, cors);
    const authorized = await authorize(request, context);
    if (authorized instanceof Response) return withHeaders(authorized, { 'Cache-Control': 'no-store' });
    const userId = identityOf(authorized);
    if (userId === undefined) throw new HttpError(401, 'unauthorized', 'Please sign in.');
    const caller = { identity: authorized as Id, userId, context };
    return route.operation === 'create' ? create(request, caller) : read(request, caller, route.sessionId);
  }

  async function create(request: Request, { identity, userId, context }: Caller<Id, Context>) {
    if (request.bodyUsed) {
      throw new Error('`authorize` must not read the body of the request; read `request.clone()` instead.');
    }
    const { metadata: proposed } = await readBody(request, maxBody);
    const metadata =
      typeof settings.metadata === 'function'
        ? await settings.metadata({ request, identity, proposed, context })
        : settings.metadata;
    const work = (signal: AbortSignal) => client.createSession({ signal, ...(metadata && { metadata }) });
    const { session_id, technologies } = await callService(work, request, 'create');
    const expires = Date.now() + lifetime;
    const token = await tokens.issue({ sessionId: session_id, userId }, expires);
    const expires_at = new Date(expires).toISOString();
    return jsonResponse(serialize, 201, { session_id, technologies, token, expires_at });
  }

  async function read(
    request: Request,
    { identity, userId, context }: Caller<Id, Context>,
    sessionId: string,
  ) {
    const valid = await tokens.check(tokenOf(request), { sessionId, userId }, Date.now());
    if (!valid) throw notFound();
    const work = (signal: AbortSignal) => getVerdict(clientOptions, sessionId, signal);
    const { result, verdict: fields } = await callService(work, request, 'read');
    const verdict: FlowVerdict = { session_id: sessionId, ...fields };
    const presented = await present?.(result, verdict, { request, identity, context });
    if (presented !== undefined && presented !== null && typeof presented !== 'object') {
      throw new TypeError('`present` must return an object, null or undefined.');
    }
    return jsonResponse(serialize, 200, { ...verdict, ...presented });
  }

  /** Calls the service. An error is reported to `onError` in full and rethrown as an `HttpError` for the browser. */
  async function callService<T>(
    work: (signal: AbortSignal) => Promise<T>,
    request: Request,
    operation: Route['operation'],
  ): Promise<T> {
    try {
      return await withTimeout(work, timeout, request.signal);
    } catch (error) {
      if (request.signal.aborted) throw error;
      const httpError = toHttpError(error, operation);
      if (httpError.status !== 404) report(error);
      throw httpError;
    }
  }

  function report(error: unknown): void {
    try {
      onError(error);
    } catch {
      // An exception thrown by `onError` cannot be reported anywhere.
    }
  }
}

/** Returns the token of a request: from `X-Flow-Token`, else from `Authorization: Bearer`. */
function tokenOf({ headers }: Request): string {
  return headers.get(TOKEN_HEADER) ?? /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
}
