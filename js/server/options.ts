import type { FlowResult, SessionMetadata } from '../service/contract.js';
import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';
import type { Identity } from './identity.js';
import type { CorsOptions } from './origin.js';

type Awaitable<T> = T | PromiseLike<T>;

/** What the browser learns about a session: never personal data, unless `present` adds them. */
export interface FlowVerdict {
  /** The session. */
  session_id: string;
  /** The service's status where it gives one, else one of these two. */
  status: 'PROGRESS' | 'FINISHED' | (string & Record<never, never>);
  /** Whether the person passed the flow; null while that is not known. */
  passed: boolean | null;
  /** Why not, as far as the service says; both fields are always there. */
  failure_reasons: { type: string; detail: string }[];
}

/** What {@link FlowHandlerOptions.metadata} decides by. */
export interface MetadataContext<Id, Context> {
  /** The request; its body has been read. */
  request: Request;
  /** What `authorize` came to. */
  identity: Id;
  /** The `metadata` of the request's body, as the browser sent it: anything at all, and nobody's word. */
  proposed: unknown;
  /** What the handler was called with besides the request. */
  context: Context;
}

/** What {@link FlowHandlerOptions.present} may want to know besides. */
export interface PresentContext<Id, Context> {
  /** The request. */
  request: Request;
  /** What `authorize` came to. */
  identity: Id;
  /** What the handler was called with besides the request. */
  context: Context;
}

/** What `createFlowHandler` accepts. */
export interface FlowHandlerOptions<Id extends Identity = Identity, Context = unknown> {
  /** The API key of the flow (guide, section 1). It goes to the service and nowhere else. */
  apiKey: string;
  /**
   * Who sends this request. Whatever it names is bound into the token, and nobody else can read the verdict.
   * null, undefined and false are answered with 401, a Response as it is. The body is not its to read.
   */
  authorize: (request: Request, context: Context) => Awaitable<Id | Response | null | undefined | false>;
  /**
   * What tokens are made with, 32 characters or more: the same on all instances. With several the first
   * makes tokens and all check them, so that a secret can be exchanged without an interruption.
   * Default: derived from the API key.
   */
  secret?: string | readonly string[];
  /** How long a verdict can be asked for after the session was created, in ms. Default: 3,600,000, an hour. */
  lifetime?: number;
  /**
   * What is already known about the person. The browser's proposal counts only if a function makes use of
   * it. Default: none.
   */
  metadata?:
    | SessionMetadata
    | ((context: MetadataContext<Id, Context>) => Awaitable<SessionMetadata | null | undefined>);
  /**
   * Adds fields to the verdict that the browser gets, or changes them: those of the object it returns go
   * over the verdict's own, `undefined` removes one. With it personal data leave the backend.
   */
  present?: (
    result: FlowResult,
    verdict: FlowVerdict,
    context: PresentContext<Id, Context>,
  ) => Awaitable<object | null | undefined>;
  /** Pages of other origins that may use the handler. Default: none. */
  cors?: CorsOptions;
  /**
   * The path of the handler, such as `/api/flow`; anything else is answered with 404. Default: any, and the
   * last segment of a GET is the session.
   */
  path?: string;
  /** The longest body that is read, in bytes; a proposed photo needs more. Default: 65,536. */
  maxBody?: number;
  /** Where the service lives. Default: `https://kyc.biometric.kz`. */
  baseUrl?: string;
  /**
   * How long the service may take for one request of the browser, all attempts together, in ms; 0 for no
   * limit. Default: 30,000.
   */
  timeout?: number;
  /** How often a request to the service is sent again; see `createFlowClient`. Default: 2. */
  retries?: number;
  /**
   * Told what was thrown by one of these functions, what the service failed with, and what is wrong with the
   * options. Never told the API key. Default: `console.error`.
   */
  onError?: (error: unknown) => void;
  /** Told what is odd about the options or the metadata, each thing once. Default: `console.warn`. */
  onWarning?: (warning: string) => void;
}

/** The options with what was left out, and checked. */
export type Settings<Id extends Identity, Context> = Omit<FlowHandlerOptions<Id, Context>, 'secret'> & {
  secrets: readonly string[];
  lifetime: number;
  maxBody: number;
  timeout: number;
};

/** Characters of the shortest secret: whoever has a token can try out shorter ones. */
const SHORTEST_SECRET = 32;

/** @throws FlowWidgetError `invalid-config` */
export function settingsOf<Id extends Identity, Context>(
  options: FlowHandlerOptions<Id, Context>,
): Settings<Id, Context> {
  try {
    return checked(options);
  } catch (cause) {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    // A getter of the host's may throw, and some values refuse to become a text.
    throw new FlowWidgetError('invalid-config', 'The options cannot be read; see `cause`.', { cause });
  }
}

function checked<Id extends Identity, Context>(
  options: FlowHandlerOptions<Id, Context>,
): Settings<Id, Context> {
  const { apiKey, secret, lifetime = 3_600_000, maxBody = 65_536, timeout = 30_000, ...rest } = options;
  const demand = (holds: boolean, message: string) => {
    if (!holds) throw new FlowWidgetError('invalid-config', message);
  };
  demand(
    typeof apiKey === 'string' && apiKey !== '',
    'A handler needs `apiKey`, the API key of a flow. Is the environment variable set?',
  );
  demand(
    typeof rest.authorize === 'function',
    'A handler needs `authorize`, a function that says who sends a request. Without it everybody could read everything.',
  );
  for (const [name, value] of Object.entries({ present: rest.present, onError: rest.onError })) {
    demand(value === undefined || typeof value === 'function', `\`${name}\` must be a function.`);
  }
  const metadata = rest.metadata ?? undefined;
  demand(
    metadata === undefined || typeof metadata === 'function' || typeof metadata === 'object',
    '`metadata` must be an object or a function.',
  );
  const whole = (name: string, value: number, least: number) =>
    demand(
      Number.isSafeInteger(value) && value >= least,
      `\`${name}\` must be a whole number from ${least} on.`,
    );
  whole('lifetime', lifetime, 1);
  whole('maxBody', maxBody, 0);
  whole('timeout', timeout, 0);
  const secrets = secret === undefined ? [apiKey] : [secret].flat();
  demand(
    secrets.length > 0 && (secret === undefined || secrets.every(isStrong)),
    `\`secret\` must have ${SHORTEST_SECRET} characters or more; 32 random bytes in base64 are good.`,
  );
  if (rest.cors) demandOrigins(rest.cors, demand);
  demand(
    rest.path === undefined || (typeof rest.path === 'string' && /^(\/[^/?#]+)*\/?$/.test(rest.path)),
    '`path` must be a path that begins with a slash.',
  );
  return { ...rest, apiKey, secrets, lifetime, maxBody, timeout };
}

function isStrong(secret: unknown): boolean {
  return typeof secret === 'string' && secret.length >= SHORTEST_SECRET;
}

function demandOrigins(cors: CorsOptions, demand: (holds: boolean, message: string) => void): void {
  demand(Array.isArray(cors.origins), '`cors.origins` must be a list of origins.');
  for (const origin of cors.origins) {
    demand(
      typeof origin === 'string' && isOrigin(origin),
      '`cors.origins` must hold origins such as `https://shop.example`, without a path; no `*`.',
    );
  }
}

/** `*` and `null` are none: both stand for pages that nobody has named. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && !text.includes('*');
}
