import type { FlowResult, SessionMetadata } from '../service/contract.js';
import type { CorsOptions } from './cors.js';
import type { Identity } from './identity.js';

type Awaitable<T> = T | PromiseLike<T>;

/** The verdict that the browser gets. It contains no personal data, unless `present` adds it. */
export interface FlowVerdict {
  /** The session id. */
  session_id: string;
  /** The service's status. If the service sends none: `FINISHED` or `PROGRESS`. */
  status: 'PROGRESS' | 'FINISHED' | (string & Record<never, never>);
  /** Whether the user passed the flow; `null` until that is known. */
  passed: boolean | null;
  /** Why the user did not pass. `type` and `detail` are always present; empty if the service sends none. */
  failure_reasons: { type: string; detail: string }[];
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

/** The third argument of {@link FlowHandlerOptions.present}. */
export interface PresentContext<Id, Context> {
  /** The request. */
  request: Request;
  /** The value that `authorize` returned. */
  identity: Id;
  /** The handler's second argument. */
  context: Context;
}

/** Options of `createFlowHandler`. */
export interface FlowHandlerOptions<Id extends Identity = Identity, Context = unknown> {
  /** The API key of the flow (the service's guide, section 1). It is sent only to the service. */
  apiKey: string;
  /**
   * Authenticates a request. Returns the user, who alone can read the session's verdict: the identity is bound into the
   * session's token. null, undefined and false give a 401; a Response is sent unchanged. It must not read the body.
   */
  authorize: (request: Request, context: Context) => Awaitable<Id | Response | null | undefined | false>;
  /**
   * The secret that signs tokens, 32 characters or more, the same on all instances. If there are several, the first
   * signs and all verify, so that a secret can be rotated without downtime. Default: derived from the API key.
   */
  secret?: string | readonly string[];
  /** How long after its creation a session's verdict can be read, in ms. Default: 3,600,000 (one hour). */
  lifetime?: number;
  /**
   * Metadata for new sessions, or a function that returns it. Metadata proposed by the browser is used only if the
   * function returns it. Default: none.
   */
  metadata?:
    | SessionMetadata
    | ((context: MetadataContext<Id, Context>) => Awaitable<SessionMetadata | null | undefined>);
  /**
   * Adds or changes fields of the verdict: the fields of the returned object override those of the verdict; `undefined`
   * removes a field. Personal data that it returns leaves the backend.
   */
  present?: (
    result: FlowResult,
    verdict: FlowVerdict,
    context: PresentContext<Id, Context>,
  ) => Awaitable<object | null | undefined>;
  /** Allows requests from pages of other origins. Default: none. */
  cors?: CorsOptions;
  /**
   * The path of the handler, such as `/api/flow`; requests to other paths get a 404. Default: any path, and the last
   * segment of a GET is the session id.
   */
  path?: string;
  /** The maximum length of a request's body, in bytes. Raise it to accept photos. Default: 65,536. */
  maxBody?: number;
  /** The base URL of the service. Default: `https://kyc.biometric.kz`. */
  baseUrl?: string;
  /**
   * The timeout for the service per request of the browser, for all attempts together, in ms; 0 means no limit.
   * Default: 30,000.
   */
  timeout?: number;
  /** How many times a request to the service is retried; see `createFlowClient`. Default: 2. */
  retries?: number;
  /**
   * Called with exceptions of `authorize`, `metadata` and `present`, with errors of the service and with errors in the
   * options. The API key is redacted. Default: `console.error`.
   */
  onError?: (error: unknown) => void;
  /** Called once for each questionable option or metadata field. Default: `console.warn`. */
  onWarning?: (warning: string) => void;
}
