import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';
import { readBody } from './body.js';
import { createConnector } from './connection.js';
import { corsHeaders, isPreflight, preflightResponse, TOKEN_HEADER } from './cors.js';
import { checkCsrf } from './csrf.js';
import { HttpError, internal, notFound } from './http-error.js';
import { type Identity, identityOf } from './identity.js';
import { callWithLimit, withSignal } from './limit.js';
import { Once } from './once.js';
import type { FlowHandlerOptions } from './options.js';
import { createResponder } from './responder.js';
import { isResponse, jsonResponse, ownResponse, textResponse, withHeaders } from './response.js';
import { routeOf } from './route.js';
import { callService, createSession, getVerdict, isFinal } from './service.js';
import { checkSigningKey, settingsOf } from './settings.js';
import { createTokens, type Tokens } from './token.js';

/**
 * Handles a request; never rejects. Its second argument, such as the bindings of an edge worker, is passed on to the
 * functions in the options as `context`.
 */
export type FlowHandler<Context = unknown> = (
  request: Request,
  ...rest: unknown extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>;

/** How much longer than its limit another request waits for a call of `onVerdict` or a creation, in ms. */
const GRACE = 1_000;

/** The maximum length of an idempotency key, in UTF-16 code units. */
const MAX_KEY = 100;

/** The user who sent a request, and the handler's second argument. */
interface Caller<Id, Context> {
  /** The value that `authorize` returned. */
  identity: Id;
  /** The string that identifies the user in tokens. */
  userId: string;
  context: Context;
}

/** The body of the response with a new session, and when its token expires, in ms since 1970. */
interface Created {
  text: string;
  expires: number;
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
  const { authorize, cors, lifetime, onCreated, onVerdict, path, present, secrets, timeout } = settings;
  const checkKey = secrets ? undefined : checkSigningKey;
  const { connect, serialize } = createConnector(settings.apiKey, settings, checkKey);
  const { report, respond } = createResponder(serialize, settings.onError);
  // `notifyVerdict` has the same limit and reports it, unless the runtime has stopped its request.
  const verdicts = new Once(timeout && timeout + GRACE, () => internal(true));
  // The limits of `metadata`, the service and `onCreated`.
  const creations = new Once<Created>(
    timeout && 3 * timeout + GRACE,
    () => internal(true),
    ({ expires }) => Date.now() < expires,
  );
  let tokens: Tokens | undefined;
  const tokensFor = (apiKey: string) => {
    tokens ??= createTokens(secrets ?? [apiKey], apiKey);
    return tokens;
  };

  return async (request, ...[context]) => {
    const response = await respond(request, () => handle(request, context as Context));
    return withHeaders(response, corsHeaders(request, cors));
  };

  async function handle(request: Request, context: Context): Promise<Response> {
    if (cors && isPreflight(request)) return preflightResponse(cors);
    const route = routeOf(request, path);
    if (route.operation === 'create') checkCsrf(request, settings);
    const authorized = await authorizeRequest(request, context);
    if (isResponse(authorized)) {
      return withHeaders(await ownResponse(authorized), { 'Cache-Control': 'no-store' });
    }
    const userId = identityOf(authorized);
    if (userId === undefined) throw new HttpError(401, 'unauthorized', 'Please sign in.');
    const caller = { identity: authorized as Id, userId, context };
    return route.operation === 'create' ? create(request, caller) : read(request, caller, route.sessionId);
  }

  /** Calls a function of the application, until the client disconnects. */
  function callback<T>(name: string, { signal }: Request, call: () => T | PromiseLike<T>): Promise<T> {
    return withSignal(callWithLimit(name, timeout, call), signal);
  }

  /** Reports an exception of a function of the application once for all requests that wait for it. */
  async function reported<T>(work: () => Promise<T>, retryable: boolean): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (isInstance(thrown, HttpError)) throw thrown;
      report(thrown);
      throw internal(retryable || (isInstance(thrown, FlowWidgetError) && thrown.retryable));
    }
  }

  /** Calls `authorize`. Frameworks let functions throw responses, so a thrown one counts as returned. */
  async function authorizeRequest(request: Request, context: Context) {
    try {
      return await callback('authorize', request, () => authorize(request, context));
    } catch (thrown) {
      if (isResponse(thrown)) return thrown;
      throw thrown;
    }
  }

  async function create(request: Request, caller: Caller<Id, Context>) {
    if (request.bodyUsed) {
      throw new Error('`authorize` must not read the body of the request; read `request.clone()` instead.');
    }
    const body: { metadata?: unknown } = (await readBody(request, settings, 'json')) ?? {};
    const key = idempotencyKeyOf(body);
    const { text } =
      key === undefined
        ? await createNow(request, caller, body.metadata, request.signal)
        : await creations.run(JSON.stringify([caller.userId, key]), () =>
            reported(() => createNow(request, caller, body.metadata), false),
          );
    return textResponse(201, text);
  }

  /**
   * Creates a session.
   *
   * @param signal the client's; absent if another request may wait for the session
   */
  async function createNow(
    request: Request,
    { identity, userId, context }: Caller<Id, Context>,
    proposed: unknown,
    signal?: AbortSignal,
  ): Promise<Created> {
    const { metadata: source } = settings;
    const callSource = () =>
      callWithLimit('metadata', timeout, () =>
        typeof source === 'function' ? source({ request, identity, proposed, context }) : source,
      );
    const metadata = await (signal ? withSignal(callSource(), signal) : callSource());
    const { apiKey, client } = await connect();
    const work = (signal: AbortSignal) => createSession(client, { signal, ...(metadata && { metadata }) });
    const { session_id, technologies } = await callService(work, 'create', {
      timeout,
      report,
      ...(signal && { caller: signal }),
    });
    // Whole ms, which some clocks of tests do not have.
    const expires = Math.floor(Date.now()) + lifetime;
    const expires_at = new Date(expires).toISOString();
    const details = { request, identity, context };
    // Not stopped if the client disconnects: the session exists.
    if (onCreated) {
      const created = { session_id, technologies, expires_at };
      await callWithLimit('onCreated', timeout, () => onCreated(created, details));
    }
    const token = await tokensFor(apiKey).issue({ sessionId: session_id, userId }, expires);
    return { text: serialize({ session_id, technologies, token, expires_at }), expires };
  }

  async function read(
    request: Request,
    { identity, userId, context }: Caller<Id, Context>,
    sessionId: string,
  ) {
    const { apiKey, clientOptions } = await connect();
    const valid = await tokensFor(apiKey).check(tokenOf(request), { sessionId, userId }, Date.now());
    if (!valid) throw notFound();
    const { result, verdict } = await callService(
      (signal) => getVerdict(clientOptions, sessionId, signal),
      'read',
      { timeout, report, caller: request.signal },
    );
    const details = { request, identity, context };
    if (onVerdict && isFinal(verdict)) {
      await verdicts.run(sessionId, (hold) =>
        reported(async () => {
          await callWithLimit('onVerdict', timeout, () => onVerdict(verdict, result, details), hold);
        }, true),
      );
    }
    const presented =
      present && (await callback('present', request, () => present(result, verdict, details)));
    if (presented !== undefined && presented !== null && typeof presented !== 'object') {
      throw new TypeError('`present` must return an object, null or undefined.');
    }
    return jsonResponse(serialize, 200, { ...verdict, ...presented });
  }
}

/**
 * Returns the key that identifies repetitions of a request, or `undefined` without one.
 *
 * @throws HttpError 400
 */
function idempotencyKeyOf(body: object): string | undefined {
  if (!Object.hasOwn(body, 'idempotency_key')) return undefined;
  const { idempotency_key: key } = body as { idempotency_key: unknown };
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_KEY) return key;
  const actual = typeof key === 'string' ? `${key.length} characters` : key === null ? 'null' : typeof key;
  throw new HttpError(
    400,
    'invalid-body',
    `\`idempotency_key\` must be a string of 1 to ${MAX_KEY} characters; got ${actual}.`,
  );
}

/** Returns the token of a request: from `X-Flow-Token`, else from `Authorization: Bearer`. */
function tokenOf({ headers }: Request): string {
  return headers.get(TOKEN_HEADER) ?? /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
}
