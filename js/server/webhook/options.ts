import type { FlowResult } from '../../service/contract.js';
import type { ApiKeySource, Awaitable, FlowVerdict } from '../options.js';
import type { FlowEndEvent, FlowEvent } from './events.js';

/** The last argument of the functions in {@link WebhookHandlerOptions}. */
export interface WebhookContext<Context> {
  /** The request; its body has been read. Its URL contains the secret. */
  request: Request;
  /** The handler's second argument. */
  context: Context;
}

/** Options of `createWebhookHandler`. */
export interface WebhookHandlerOptions<Context = unknown> {
  /**
   * The API key of the flow (the service's guide, section 1), or a function that returns it, which is called once, when
   * the key is first needed. A failure is not cached. The key is sent only to the service.
   */
  apiKey: ApiKeySource;
  /**
   * Called when a session has ended, with its final verdict and result, which were read from the service: the contents of
   * the event prove nothing. An exception gives a 500, and a repeated event calls it again. It should be idempotent.
   */
  onResult: (
    verdict: FlowVerdict,
    result: FlowResult,
    event: FlowEndEvent,
    context: WebhookContext<Context>,
  ) => unknown;
  /**
   * Called with every event except `flow.end`, undocumented ones included. Its contents are not verified. An exception
   * gives a 500, and a repeated event calls it again.
   */
  onEvent?:
    | ((event: Exclude<FlowEvent, FlowEndEvent>, context: WebhookContext<Context>) => unknown)
    | undefined;
  /**
   * Returns whether an event was handled already, by its `id`, for several instances that share a store. Called before
   * the event is handled. Store `event.id` in `onResult` and `onEvent`, so that an event whose handling failed is
   * delivered again. Default: each instance remembers the last 10,000 events that it has handled.
   */
  seen?: ((id: string, context: WebhookContext<Context>) => Awaitable<boolean>) | undefined;
  /**
   * A secret in the webhook's URL, 16 characters or more: the end of its path or the query parameter `secret`. If there
   * are several, each of them is accepted. Requests without it get a 404. If the option is left out, every request is
   * accepted; `undefined` is an error, because it usually is a missing environment variable.
   */
  secret?: string | readonly string[];
  /** The base URL of the service. Default: `https://kyc.biometric.kz`. */
  baseUrl?: string | undefined;
  /**
   * The timeout for reading a final result from the service, in ms, for all requests together; 0 means no limit. Also the
   * timeout of each of your functions. Default: 25,000.
   */
  timeout?: number | undefined;
  /** How many times a request to the service is retried; see `createFlowClient`. Default: 2. */
  retries?: number | undefined;
  /** The maximum length of a request's body, in bytes. Default: 16,777,216, since results may contain images. */
  maxBody?: number | undefined;
  /** How long the body of a request may take to arrive, in ms; 0 means no limit. Default: 10,000. */
  bodyTimeout?: number | undefined;
  /**
   * Called with exceptions of your functions, unchanged, and with errors of the service and of the options, in which the API
   * key is redacted. Default: `console.error`.
   */
  onError?: ((error: unknown) => void) | undefined;
}
