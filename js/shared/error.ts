// Not from `types.ts`, which needs the DOM types: backends use this class as well.
import type { EnvironmentFinding } from './environment-report.js';

/** Stable identifier of an error, to branch on. `docs/errors.md` lists the meaning of each code and what to do. */
export type ErrorCode =
  | 'invalid-config'
  | 'container-not-found'
  | 'unsupported-environment'
  | 'session-source-failed'
  | 'session-timeout'
  | 'script-load-failed'
  | 'script-timeout'
  | 'script-blocked'
  | 'widget-missing'
  | 'start-failed'
  | 'session-active'
  | 'finish-timeout'
  | 'wasm-load-failed'
  | 'internal'
  | 'invalid-metadata'
  | 'api-key-in-browser'
  | 'network'
  | 'http'
  | 'invalid-response'
  | 'result-timeout';

/** Fields of a {@link FlowWidgetError} other than its code and message. */
export interface FlowWidgetErrorOptions {
  /** Whether repeating the same call may succeed. Default: false. */
  retryable?: boolean;
  /** The underlying error, if any. */
  cause?: unknown;
  /** Code `http`: the status of the response. */
  status?: number | undefined;
  /** Code `http`: the body of the response, parsed if it is JSON. */
  body?: unknown;
  /** Code `http`: the delay that the response asks for (`Retry-After`), in ms. */
  retryAfter?: number | undefined;
  /** Code `unsupported-environment`, with `preflight`: the reasons why a session cannot run, each with its fix. */
  findings?: readonly EnvironmentFinding[] | undefined;
}

/** The error class of this package. Promises reject with it, or with the reason of an aborted signal. */
export class FlowWidgetError extends Error {
  /** Always `FlowWidgetError`. */
  override readonly name = 'FlowWidgetError';
  /** Stable identifier to branch on. */
  declare readonly code: ErrorCode;
  /** Whether repeating the same call may succeed. */
  readonly retryable: boolean = false;
  /** Code `http`: the status of the response. */
  declare readonly status?: number;
  /** Code `http`: the body of the response, parsed if it is JSON. */
  declare readonly body?: unknown;
  /** Code `http`: the delay that the response asks for (`Retry-After`), in ms. */
  declare readonly retryAfter?: number;
  /** Code `unsupported-environment`, with `preflight`: the reasons why a session cannot run, each with its fix. */
  declare readonly findings?: readonly EnvironmentFinding[];

  constructor(code: ErrorCode, message: string, options?: FlowWidgetErrorOptions) {
    super(message, options);
    // `Error` has set `cause` already as a non-enumerable property; assigning keeps it non-enumerable.
    Object.assign(this, options, { code });
  }
}
