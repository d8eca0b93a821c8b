// From a file without the types of a page: backends have errors as well.
import type { EnvironmentFinding } from './environment-report.js';

/**
 * What went wrong, to branch on. The table in `docs/errors.md` says what a page should do about each.
 */
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

/** What a {@link FlowWidgetError} carries besides its code and message. */
export interface FlowWidgetErrorOptions {
  /** Whether the same call may succeed if it is simply made again. Default: false. */
  retryable?: boolean;
  /** What was thrown underneath. */
  cause?: unknown;
  /** Code `http`: the status of the answer. */
  status?: number;
  /** Code `http`: the answer's body, parsed where it was JSON. */
  body?: unknown;
  /** Code `http`: how long the service asks to wait before the next try, in ms. */
  retryAfter?: number;
  /** Code `unsupported-environment`, with `preflight`: what is in the way, each with its fix. */
  findings?: readonly EnvironmentFinding[];
}

/** Every Promise of this package rejects with one of these, or with the reason of an aborted signal. */
export class FlowWidgetError extends Error {
  /** Always `FlowWidgetError`. */
  override readonly name = 'FlowWidgetError';
  /** What went wrong, to branch on. */
  declare readonly code: ErrorCode;
  /** Whether the same call may succeed if it is simply made again. */
  readonly retryable: boolean = false;
  /** Code `http`: the status of the answer. */
  declare readonly status?: number;
  /** Code `http`: the answer's body, parsed where it was JSON. */
  declare readonly body?: unknown;
  /** Code `http`: how long the service asks to wait before the next try, in ms. */
  declare readonly retryAfter?: number;
  /** Code `unsupported-environment`, with `preflight`: what is in the way, each with its fix. */
  declare readonly findings?: readonly EnvironmentFinding[];

  constructor(code: ErrorCode, message: string, options?: FlowWidgetErrorOptions) {
    super(message, options);
    // `cause` is there already, and stays out of enumerations.
    Object.assign(this, options, { code });
  }
}
