import { FlowWidgetError } from '../shared/error.js';
import { call } from './client-call.js';
import type { CallOptions, CreateSessionOptions, FlowClientOptions, WaitOptions } from './client-options.js';
import type { FlowResult, Session } from './contract.js';
import {
  checkCarried,
  checkFunction,
  checkSessionId,
  checkSignal,
  checkTimeout,
  INTEGER,
  readFields,
  toJson,
} from './input.js';

/** How many warnings a client remembers. Then it has no others: metadata that a browser proposes can cause any number. */
const MAX_WARNINGS = 1_000;

/**
 * A client for the sessions of one flow. Its methods can be destructured. They reject with a `FlowWidgetError`: with
 * `invalid-config` for invalid arguments, `network`, `http` or `invalid-response` if the request fails, or
 * `wasm-load-failed`; or with the reason of an aborted signal.
 */
export interface FlowClient {
  /**
   * Creates a session (the service's guide, sections 2 and 3).
   *
   * @throws FlowWidgetError `invalid-metadata` if the metadata breaks a rule of the service's guide
   */
  createSession(options?: CreateSessionOptions): Promise<Session>;
  /** Reads the current result of a session, final or not (the service's guide, section 4.5). */
  getResult(sessionId: string, options?: CallOptions): Promise<FlowResult>;
  /**
   * Reads the result of a session repeatedly until it is final.
   *
   * @throws FlowWidgetError `result-timeout` if the result is not final within `timeout`
   */
  waitForResult(sessionId: string, options?: WaitOptions): Promise<FlowResult>;
}

/**
 * Creates a client for one flow. Makes no request yet.
 *
 * @throws FlowWidgetError `api-key-in-browser` in a page, `invalid-config`
 */
export function createFlowClient(options: FlowClientOptions): FlowClient {
  const { apiKey, baseUrl, timeout, retries, dangerouslyAllowBrowser, onWarning } = readFields(
    options,
    ...(['apiKey', 'baseUrl', 'timeout', 'retries', 'dangerouslyAllowBrowser', 'onWarning'] as const),
  );
  if (typeof apiKey !== 'string' || apiKey === '') {
    throw new FlowWidgetError(
      'invalid-config',
      '`apiKey` must be the API key of a flow. Is the environment variable set?',
    );
  }
  if (typeof window !== 'undefined' && typeof document !== 'undefined' && dangerouslyAllowBrowser !== true) {
    throw new FlowWidgetError(
      'api-key-in-browser',
      'Every visitor of a page can read the API key in it. Create sessions in your backend; for experiments, pass `dangerouslyAllowBrowser: true`.',
    );
  }
  checkFunction('onWarning', onWarning);
  const core = {
    __proto__: null,
    apiKey,
    baseUrl: checkCarried('baseUrl', 'a string', baseUrl),
    timeout: checkTimeout(timeout),
    retries: checkCarried('retries', INTEGER, retries),
  };
  const warnings = new Set<string>();
  const warn = (path: string, message: string) => {
    const warning = `\`${path}\` ${message}`;
    if (warnings.has(warning) || warnings.size >= MAX_WARNINGS) return;
    warnings.add(warning);
    if (onWarning) onWarning(warning);
    else console.warn(`[flow-widget-loader] ${warning}`);
  };

  return {
    async createSession(options = {}) {
      const { metadata, signal } = readFields(options, 'metadata', 'signal');
      checkCarried('metadata', 'an object', metadata, 'invalid-metadata');
      return call('createSession', toJson({ options: core, metadata }), checkSignal(signal), { warn });
    },
    async getResult(sessionId, options = {}) {
      const { signal } = readFields(options, 'signal');
      const input = toJson({ options: core, sessionId: checkSessionId(sessionId) });
      return call('getResult', input, checkSignal(signal), { warn });
    },
    async waitForResult(sessionId, options = {}) {
      const { signal, interval, timeout, onProgress } = readFields(
        options,
        ...(['signal', 'interval', 'timeout', 'onProgress'] as const),
      );
      checkFunction('onProgress', onProgress);
      const input = toJson({
        options: core,
        sessionId: checkSessionId(sessionId),
        wait: { interval: checkCarried('interval', INTEGER, interval), timeout: checkTimeout(timeout) },
      });
      const progress = (result: unknown) => onProgress?.(result as FlowResult);
      return call('waitForResult', input, checkSignal(signal), { warn, progress });
    },
  };
}
