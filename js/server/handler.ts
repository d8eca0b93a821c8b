import { createFlowClient } from '../service/client.js';
import { isInstance } from '../shared/instance-of.js';
import { answer, refusal, writer } from './answer.js';
import { readBody } from './body.js';
import { type Identity, personOf } from './identity.js';
import { type FlowHandlerOptions, type FlowVerdict, settingsOf } from './options.js';
import { corsHeaders, isPreflight, preflight, refuseForeign, TOKEN_HEADER } from './origin.js';
import { internal, notFound, Problem } from './problem.js';
import { routeOf } from './route.js';
import { getVerdict, inTime, problemOf } from './service.js';
import { createTokens } from './token.js';

/**
 * Answers one request; never rejects. What it is called with besides the request, such as the bindings of an
 * edge worker, is handed on to the options' functions.
 */
export type FlowHandler<Context = unknown> = (
  request: Request,
  ...rest: unknown extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>;

/** Who asks, and what was given besides. */
interface Caller<Id, Context> {
  identity: Id;
  person: string;
  context: Context;
}

/**
 * Makes the backend's side of `verify`: `POST` creates a session, `GET …/{session_id}` answers its verdict
 * to whoever created it. Nothing is sent yet, and nothing is stored: any number of instances with the same
 * secret answer for each other.
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
  const write = writer(apiKey);
  // One attempt may take as long as all together: the time is watched here.
  const service = {
    apiKey,
    timeout,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(retries !== undefined && { retries }),
  };
  const client = createFlowClient({ ...service, ...(onWarning && { onWarning }) });

  return async (request, ...[context]) => {
    const response = await respond(request, context as Context).catch((thrown) => {
      if (isInstance(thrown, Problem)) return refusal(write, thrown);
      // Whoever has gone away reads no answer, and has done nothing wrong.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      tell(thrown);
      return refusal(write, internal());
    });
    return withHeaders(response, corsHeaders(request, cors));
  };

  async function respond(request: Request, context: Context): Promise<Response> {
    if (cors && isPreflight(request)) return preflight();
    const route = routeOf(request, path);
    if (route.step === 'create') refuseForeign(request, cors);
    const identity = await authorize(request, context);
    if (identity instanceof Response) return withHeaders(identity, { 'Cache-Control': 'no-store' });
    const person = personOf(identity);
    if (person === undefined) throw new Problem(401, 'unauthorized', 'Please sign in.');
    const caller = { identity: identity as Id, person, context };
    return route.step === 'create' ? create(request, caller) : read(request, caller, route.sessionId);
  }

  async function create(request: Request, { identity, person, context }: Caller<Id, Context>) {
    if (request.bodyUsed)
      throw new Error('`authorize` has read the body; it must leave it, or read a clone.');
    const { metadata: proposed } = await readBody(request, maxBody);
    const metadata =
      typeof settings.metadata === 'function'
        ? await settings.metadata({ request, identity, proposed, context })
        : settings.metadata;
    const work = (signal: AbortSignal) => client.createSession({ signal, ...(metadata && { metadata }) });
    const { session_id, technologies } = await asked(work, request, 'create');
    const expires = Date.now() + lifetime;
    const token = await tokens.issue({ sessionId: session_id, person }, expires);
    const expires_at = new Date(expires).toISOString();
    return answer(write, 201, { session_id, technologies, token, expires_at });
  }

  async function read(
    request: Request,
    { identity, person, context }: Caller<Id, Context>,
    sessionId: string,
  ) {
    const genuine = await tokens.check(tokenOf(request), { sessionId, person }, Date.now());
    if (!genuine) throw notFound();
    const work = (signal: AbortSignal) => getVerdict(service, sessionId, signal);
    const judged = await asked(work, request, 'read');
    const verdict: FlowVerdict = { session_id: sessionId, ...judged.verdict };
    const presented = await present?.(judged.result, verdict, { request, identity, context });
    if (presented !== undefined && presented !== null && typeof presented !== 'object') {
      throw new TypeError('`present` must come to an object, or to nothing.');
    }
    return answer(write, 200, { ...verdict, ...presented });
  }

  /** Asks the service; what goes wrong becomes a problem that may be shown, and is told in full. */
  async function asked<T>(
    work: (signal: AbortSignal) => Promise<T>,
    request: Request,
    step: 'create' | 'read',
  ): Promise<T> {
    try {
      return await inTime(work, timeout, request.signal);
    } catch (error) {
      if (request.signal.aborted) throw error;
      const problem = problemOf(error, step);
      if (problem.status !== 404) tell(error);
      throw problem;
    }
  }

  function tell(error: unknown): void {
    try {
      onError(error);
    } catch {
      // Nobody is left to be told.
    }
  }
}

/** The token of a request: `Authorization: Bearer`, or a header of its own where that is the host's. */
function tokenOf({ headers }: Request): string {
  return headers.get(TOKEN_HEADER) ?? /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  const entries = Object.entries(headers);
  if (entries.length === 0) return response;
  // A host's own response may be immutable, as those of `fetch` and `Response.redirect` are.
  const copy = new Response(response.body, response);
  for (const [name, value] of entries) {
    if (name === 'Vary') copy.headers.append(name, value);
    else copy.headers.set(name, value);
  }
  return copy;
}
