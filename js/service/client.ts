import { FlowWidgetError } from '../shared/error.js';
import { call } from './client-call.js';
import type { FlowResult, Session, SessionMetadata } from './contract.js';

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
  const { apiKey, baseUrl, timeout, retries, dangerouslyAllowBrowser, onWarning } = read(
    options,
    ...(['apiKey', 'baseUrl', 'timeout', 'retries', 'dangerouslyAllowBrowser', 'onWarning'] as const),
  );
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
  demandFunction('onWarning', onWarning);
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
    async createSession(options = {}) {
      const { metadata, signal } = read(options, 'metadata', 'signal');
      return call('createSession', written({ options: core, metadata }), checked(signal), { warn });
    },
    async getResult(sessionId, options = {}) {
      const { signal } = read(options, 'signal');
      return call('getResult', written({ options: core, sessionId: named(sessionId) }), checked(signal), {
        warn,
      });
    },
    async waitForResult(sessionId, options = {}) {
      const { signal, interval, timeout, onProgress } = read(
        options,
        ...(['signal', 'interval', 'timeout', 'onProgress'] as const),
      );
      demandFunction('onProgress', onProgress);
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

function demandFunction(name: string, given: unknown): void {
  if (given === undefined || given === null || typeof given === 'function') return;
  throw new FlowWidgetError('invalid-config', `\`${name}\` must be a function.`);
}

/** Reads fields of what was given; a getter of the caller's may throw. */
function read<T extends object, K extends keyof T>(options: T, ...names: K[]): Pick<T, K> {
  if (options === null || typeof options !== 'object') {
    throw new FlowWidgetError('invalid-config', 'The options must be an object.');
  }
  const fields = {} as Pick<T, K>;
  try {
    for (const name of names) fields[name] = options[name];
  } catch (cause) {
    throw new FlowWidgetError('invalid-config', 'Reading the options threw an error; see `cause`.', {
      cause,
    });
  }
  return fields;
}

/** JSON has no infinity, and would make it the default. */
function limit(timeout: number | undefined): number | undefined {
  return timeout === Number.POSITIVE_INFINITY ? 0 : timeout;
}

/** What `JSON.stringify` writes for half a character: a surrogate without the other one. The core knows only whole ones. */
const HALF = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

function written(input: object): string {
  let text: string;
  try {
    text = JSON.stringify(input);
  } catch (cause) {
    throw new FlowWidgetError('invalid-metadata', 'The metadata cannot be written as JSON.', { cause });
  }
  if (!HALF.test(text)) return text;
  throw new FlowWidgetError(
    'metadata' in input ? 'invalid-metadata' : 'invalid-config',
    'A text is cut in the middle of a character (a lone surrogate).',
  );
}

function named(sessionId: unknown): string {
  if (typeof sessionId === 'string' && sessionId !== '') return sessionId;
  throw new FlowWidgetError('invalid-config', 'The session id must be a string that is not empty.');
}

function checked(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  try {
    // The reason is read as well: what cannot say it could not end a call with it.
    const { addEventListener, aborted } = read(signal, 'addEventListener', 'aborted', 'reason');
    if (typeof addEventListener === 'function' && typeof aborted === 'boolean') return signal;
  } catch {
    // One whose fields cannot be read is none.
  }
  throw new FlowWidgetError('invalid-config', '`signal` must be an AbortSignal.');
}
