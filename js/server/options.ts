import type { FlowResult, SessionMetadata } from '../service/contract.js';
import type { CorsOptions } from './cors.js';
import type { Identity } from './identity.js';

export type Awaitable<T> = T | PromiseLike<T>;

// A function may return `process.env.FLOW_API_KEY`, whose type includes `undefined`.
export type ApiKeyValue = string | null | undefined;

/** The API key of a flow, or a function that returns it. */
export type ApiKeySource = string | (() => Awaitable<ApiKeyValue>);

/** The verdict that the browser gets. It contains no personal data, unless `present` adds it. */
export interface FlowVerdict {
  /** The session id. */
  session_id: string;
  /** The service's status. If the service sends none: `FINISHED` or `PROGRESS`. */
  status: 'PROGRESS' | 'FINISHED' | (string & Record<never, never>);
  /** Whether the user passed the flow; `null` until that is known. */
  passed: boolean | null;
  /** Whether the user gave up: the session is over, was not passed, and was aborted by the user. */
  cancelled: boolean;
  /** Why the user did not pass, from the session and its technologies; empty if the service sends no reasons. */
  failure_reasons: { type: string; detail: string | null }[];
}

/** The argument of {@link FlowHandlerOptions.metadata}. */
export interface MetadataContext<Id, Context> {
  /** The request; its body has been read. */
  request: Request;
  /** The value that `authorize` returned. */
  identity: Id;
  /** The `metadata` in the body of the request, as the browser sent it: untrusted and of any type. */
  proposed: unknown;
  /** The handler's second argument. */
  context: Context;
}

/** The last argument of `present`, `onCreated` and `onVerdict` in {@link FlowHandlerOptions}. */
export interface PresentContext<Id, Context> {
  /** The request. */
  request: Request;
  /** The value that `authorize` returned. */
  identity: Id;
  /** The handler's second argument. */
  context: Context;
}

/** The first argument of {@link FlowHandlerOptions.onCreated}. */
export interface CreatedSession {
  /** The session id. */
  session_id: string;
  /** The codes of the flow's technologies, in order. */
  technologies: string[];
  /** When the session's token expires, in ISO 8601. */
  expires_at: string;
}

/** Options of `createFlowHandler`. */
export interface FlowHandlerOptions<Id extends Identity = Identity, Context = unknown> {
  /**
   * The API key of the flow (the service's guide, section 1), or a function that returns it, which is called once, when
   * the key is first needed. A failure is not cached. The key is sent only to the service.
   */
  apiKey: ApiKeySource;
  /**
   * Authenticates a request. Returns the user, who alone can read the session's verdict: the identity is bound into the
   * session's token. null, undefined and false give a 401; a Response, returned or thrown, is sent unchanged. It must
   * not read the body.
   */
  authorize: (request: Request, context: Context) => Awaitable<Id | Response | null | undefined | false>;
  /**
   * The secret that signs tokens, 32 characters or more, the same on all instances. If there are several, the first
   * signs and all verify, so that a secret can be rotated without downtime. Default: derived from the API key.
   */
  secret?: string | readonly string[] | undefined;
  /**
   * How long after its creation a session's verdict can be read, in ms; at most 365 days. Default: 3,600,000 (one hour).
   */
  lifetime?: number | undefined;
  /**
   * Metadata for new sessions, or a function that returns it. Metadata proposed by the browser is used only if the
   * function returns it. Default: none.
   */
  metadata?:
    | SessionMetadata
    | ((context: MetadataContext<Id, Context>) => Awaitable<SessionMetadata | null | undefined>)
    | undefined;
  /**
   * Adds or changes fields of the verdict: the fields of the returned object override those of the verdict; `undefined`
   * removes a field. Personal data that it returns leaves the backend.
   */
  present?:
    | ((
        result: FlowResult,
        verdict: FlowVerdict,
        context: PresentContext<Id, Context>,
      ) => Awaitable<object | null | undefined>)
    | undefined;
  /**
   * Called after a session was created, before the response is sent, for example to store its id with the user. An
   * exception gives a 500: the page then does not start a session that your backend does not know.
   */
  onCreated?: ((session: CreatedSession, context: PresentContext<Id, Context>) => unknown) | undefined;
  /**
   * Called when a verdict is final, once per session and instance of the handler, before `present`. An exception, or
   * taking longer than `timeout`, gives a retryable 500, and the next request for the verdict calls it again. An instance
   * remembers 10,000 sessions. Other instances call it as well, so it should be idempotent.
   */
  onVerdict?:
    | ((verdict: FlowVerdict, result: FlowResult, context: PresentContext<Id, Context>) => unknown)
    | undefined;
  /** Allows requests from pages of other origins. Default: none. */
  cors?: CorsOptions | undefined;
  /**
   * Whether to trust `X-Forwarded-Host` and `X-Forwarded-Proto` in the CSRF protection. Only for a proxy that sets these
   * headers itself. Default: false.
   */
  trustProxy?: boolean | undefined;
  /**
   * The path of the handler, such as `/api/flow`; requests to other paths get a 404. Default: any path, and the last
   * segment of a GET is the session id.
   */
  path?: string | undefined;
  /** The maximum length of a request's body, in bytes. Raise it to accept photos. Default: 65,536. */
  maxBody?: number | undefined;
  /** How long the body of a request may take to arrive, in ms; 0 means no limit. Default: 10,000. */
  bodyTimeout?: number | undefined;
  /** The base URL of the service. Default: `https://kyc.biometric.kz`. */
  baseUrl?: string | undefined;
  /**
   * The timeout for the service per request of the browser, for all attempts together, in ms; 0 means no limit.
   * Default: 25,000, so that the response arrives within `verify`'s default of 30,000.
   */
  timeout?: number | undefined;
  /** How many times a request to the service is retried; see `createFlowClient`. Default: 2. */
  retries?: number | undefined;
  /**
   * Called with exceptions of the other functions, unchanged, and with errors of the service and of the options, in which
   * the API key is redacted. Default: `console.error`.
   */
  onError?: ((error: unknown) => void) | undefined;
  /** Called once for each questionable option or metadata field. Default: `console.warn`. */
  onWarning?: ((warning: string) => void) | undefined;
}
