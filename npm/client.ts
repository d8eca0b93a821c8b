/**
 * The service's REST API: creates sessions and reads their results. For backends on Node, Deno, Bun and edge
 * runtimes. The API key is a secret: in a page, use the package's own entry and ask your backend.
 *
 * @module
 */
import { FlowWidgetError } from './error.js';
import { call } from './shared/client-call.js';
import type { FlowResult, Session, SessionMetadata } from './shared/contract.js';

export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './error.js';
export type {
  DocumentResult,
  EDocumentMetadata,
  EDocumentResult,
  FaceMetadata,
  FailureReason,
  FlowResult,
  GeneralMetadata,
  MatchResult,
  Prefill,
  Session,
  SessionMetadata,
  TechnologyCode,
  TechnologyInfo,
} from './shared/contract.js';
export { isValidIin } from './shared/iin.js';
export { encodePhoto } from './shared/photo.js';

/** What {@link createFlowClient} accepts. */
export interface FlowClientOptions {
  /** The API key of the flow (guide, section 1). It goes to the service and nowhere else. */
  apiKey: string;
  /** Where the service lives. Default: `https://kyc.biometric.kz`. */
  baseUrl?: string;
  /** How long one attempt may take, in ms; 0 for no limit. Default: 30,000. */
  timeout?: number;
  /**
   * How often a request is sent again after the first attempt. Reading a result is repeated after a failed
   * connection and where the service is out of order; creating a session only if the request certainly
   * never left. Default: 2.
   */
  retries?: number;
  /** Allows the API key in a window, where everybody can read it. Default: false. */
  dangerouslyAllowBrowser?: boolean;
  /**
   * Told what is odd about the options or the metadata: things that the guide allows but hardly anybody
   * means. Never told a value, and each thing once. Default: `console.warn`.
   */
  onWarning?: (warning: string) => void;
}

/** Ends a call early. */
export interface CallOptions {
  /** The call rejects with its reason, unchanged. */
  signal?: AbortSignal;
}

/** For {@link FlowClient.createSession}. */
export interface CreateSessionOptions extends CallOptions {
  /** What is already known about the person. */
  metadata?: SessionMetadata;
}

/** For {@link FlowClient.waitForResult}. */
export interface WaitOptions extends CallOptions {
  /** The wait after the first question, in ms; the following grow up to ten seconds. Default: 1,000. */
  interval?: number;
  /** When to give up, in ms; 0 for never. Default: 120,000. */
  timeout?: number;
  /** Told every result that comes in, the last included. What it throws ends the call. */
  onProgress?: (result: FlowResult) => void;
}

/** Talks to the service on behalf of one flow. Its methods need no `this`. */
export interface FlowClient {
  /** Creates a session (guide, sections 2 and 3). */
  createSession(options?: CreateSessionOptions): Promise<Session>;
  /** Reads the result of a session as it stands (guide, section 4.5). */
  getResult(sessionId: string, options?: CallOptions): Promise<FlowResult>;
  /** Reads the result at once, and then again and again until it is final. */
  waitForResult(sessionId: string, options?: WaitOptions): Promise<FlowResult>;
}

/**
 * Makes a client for one flow. Nothing is sent yet.
 *
 * @throws FlowWidgetError `api-key-in-browser`, `invalid-config`
 */
export function createFlowClient(options: FlowClientOptions): FlowClient {
  const { apiKey, baseUrl, timeout, retries, dangerouslyAllowBrowser, onWarning } = options;
  if (typeof apiKey !== 'string' || apiKey === '') {
    throw new FlowWidgetError(
      'invalid-config',
      'A client needs `apiKey`, the API key of a flow. Is the environment variable set?',
    );
  }
  if (typeof window !== 'undefined' && typeof document !== 'undefined' && dangerouslyAllowBrowser !== true) {
    throw new FlowWidgetError(
      'api-key-in-browser',
      'In a page everybody can read the API key. Create sessions in your backend; `dangerouslyAllowBrowser: true` is for experiments.',
    );
  }
  const core = { apiKey, baseUrl, timeout: limit(timeout), retries };
  const told = new Set<string>();
  const warn = (path: string, message: string) => {
    const warning = `\`${path}\` ${message}`;
    if (told.has(warning)) return;
    told.add(warning);
    if (onWarning) onWarning(warning);
    else console.warn(`[flow-widget-loader] ${warning}`);
  };

  return {
    async createSession({ metadata, signal } = {}) {
      return call('createSession', written({ options: core, metadata }), checked(signal), { warn });
    },
    async getResult(sessionId, { signal } = {}) {
      return call('getResult', written({ options: core, sessionId: named(sessionId) }), checked(signal), {
        warn,
      });
    },
    async waitForResult(sessionId, { signal, interval, timeout, onProgress } = {}) {
      const input = written({
        options: core,
        sessionId: named(sessionId),
        wait: { interval, timeout: limit(timeout) },
      });
      const progress = (result: unknown) => onProgress?.(result as FlowResult);
      return call('waitForResult', input, checked(signal), { warn, progress });
    },
  };
}

/** JSON has no infinity, and would make it the default. */
function limit(timeout: number | undefined): number | undefined {
  return timeout === Number.POSITIVE_INFINITY ? 0 : timeout;
}

function written(input: object): string {
  try {
    return JSON.stringify(input);
  } catch (cause) {
    throw new FlowWidgetError('invalid-metadata', 'The metadata cannot be written as JSON.', { cause });
  }
}

function named(sessionId: unknown): string {
  if (typeof sessionId === 'string' && sessionId !== '') return sessionId;
  throw new FlowWidgetError('invalid-config', 'The session id must be a string that is not empty.');
}

function checked(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (typeof signal.addEventListener === 'function') return signal;
  throw new FlowWidgetError('invalid-config', '`signal` must be an AbortSignal.');
}
