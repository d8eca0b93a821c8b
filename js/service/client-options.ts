import type { FlowResult, SessionMetadata } from './contract.js';

/** Options of `createFlowClient`. */
export interface FlowClientOptions {
  /** The API key of the flow (the service's guide, section 1). It is sent only to the service. */
  apiKey: string;
  /** The base URL of the service. Default: `https://kyc.biometric.kz`. */
  baseUrl?: string | undefined;
  /** The timeout of one attempt, in ms; 0 means no limit. Default: 30,000. */
  timeout?: number | undefined;
  /**
   * How many times a request is retried after the first attempt. Reading a result is retried after network errors and
   * retryable statuses. Creating a session is retried only if the request was certainly not sent. Default: 2.
   */
  retries?: number | undefined;
  /** Allows use in a page, where every visitor can read the API key. For experiments only. Default: false. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /**
   * Called once for each questionable option or metadata field: allowed by the service's guide, but probably a mistake.
   * Warnings contain no values. Default: `console.warn`.
   */
  onWarning?: ((warning: string) => void) | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /** Cancels the call, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Options of `FlowClient.createSession`. */
export interface CreateSessionOptions extends CallOptions {
  /** Known data about the user, which the service then does not ask for (the service's guide, section 3). */
  metadata?: SessionMetadata | undefined;
}

/** Options of `FlowClient.waitForResult`. */
export interface WaitOptions extends CallOptions {
  /** The delay after the first request, in ms. Later delays grow up to 10,000 ms. Default: 1,000. */
  interval?: number | undefined;
  /** The timeout for all requests together, in ms; 0 means no limit. Default: 120,000. */
  timeout?: number | undefined;
  /** Called with each result, including the final one. An exception that it throws rejects the call. */
  onProgress?: ((result: FlowResult) => void) | undefined;
}
