import type { FlowWidgetError } from '../shared/error.js';
import type { CommonConfig, SessionIdSource, VerifyState } from '../shared/types.js';
import type { VerifyBackend, VerifyOptions } from '../shared/verify-types.js';

/** The options of `openSession` and `verify` that are not properties of a component. */
export type FlowConfig = Omit<CommonConfig, 'locale' | 'src' | 'timeouts'> &
  Omit<VerifyOptions, 'onState'> & {
    /** Your own endpoints, as in `verify`, instead of `endpoint`. */
    backend?: VerifyBackend | undefined;
  };

/** Options of every framework component. A session starts once `sessionId`, `endpoint` or `config.backend` is set. */
export interface FlowOptions {
  /** The session id from your backend, like the option `id` of `openSession`: a string, Promise or function. */
  sessionId?: SessionIdSource | null | undefined;
  /** The URL of your backend's handler, as in `verify`; the outcome is its verdict. Ignored if `sessionId` is set. */
  endpoint?: string | null | undefined;
  /** Any BCP 47 tag. Default: `<html lang>`, then the browser's languages. */
  locale?: string | null | undefined;
  /** The URL of the widget's script, or several that are tried in order. Default: both URLs in the service's guide. */
  src?: string | readonly string[] | null | undefined;
  /** All other options of `openSession` or `verify`. Read when a session starts. */
  config?: FlowConfig | undefined;
  /** Whether to wait for a call to `start()` instead of starting a session at once. Default: false. */
  manual?: boolean | undefined;
  /**
   * Whether a verification continues after the page was reloaded, as in `verify`. It then starts at once, even with
   * `manual`. Needs `endpoint`. Default: false.
   */
  resume?: boolean | undefined;
}

/** Options of a component whose outcome is a verdict. */
export interface VerifyFlowOptions extends FlowOptions {
  sessionId?: null | undefined;
}

/** The state of a component: `idle` before the first session. */
export type FlowState = 'idle' | VerifyState;

/** The `Verdict` if `endpoint` is set, the `detail` of the widget's `finish` event if `sessionId` is. */
export type FlowOutcome = unknown;

/** Callbacks for the lifecycle of a session. */
export interface FlowCallbacks<Outcome = FlowOutcome> {
  /** Called when the user is done, with the detail of the `finish` event or, with `endpoint`, the verdict. */
  onFinish?: ((outcome: Outcome) => void) | undefined;
  /** Called when the session fails. */
  onError?: ((error: FlowWidgetError) => void) | undefined;
  /** Called when the session is cancelled, except by unmounting. The reason is an `AbortError` by default. */
  onCancel?: ((reason: unknown) => void) | undefined;
  /** Called on each state change, with the session id once it is known. */
  onStateChange?: ((state: FlowState, id: string | undefined) => void) | undefined;
}

/** Methods that control a component's session. */
export interface FlowControls<Outcome = FlowOutcome> {
  /**
   * Starts a session, unless one is running.
   *
   * @returns the outcome of the session. A failure is also passed to `onError`, a cancellation to `onCancel`. A
   * rejection never causes an unhandled rejection.
   */
  start: () => Promise<Outcome>;
  /** Cancels the running session; a no-op if there is none. */
  cancel: (reason?: unknown) => void;
}

/**
 * Copies the options that the page has set. Frameworks copy inherited properties like own ones, so values of a polluted
 * `Object.prototype` are left out as well.
 */
export function ownOptions<T extends FlowOptions>(options: T): T & { config: FlowConfig } {
  const own = { __proto__: null, ...options } as unknown as T;
  for (const name in own) if (own[name] === ({} as T)[name]) delete own[name];
  own.config = { __proto__: null, ...own.config } as unknown as FlowConfig;
  return own as T & { config: FlowConfig };
}

/**
 * Returns a key for the source of a session: when it changes, a new session starts. All functions and Promises have
 * the same key, because components create new ones on every render.
 */
export function sourceOf(options: FlowOptions): string | undefined {
  const { sessionId, endpoint, config } = ownOptions(options);
  if (!sessionId) return endpoint ? `at ${endpoint}` : config.backend && 'backend';
  return typeof sessionId === 'string' ? `id ${sessionId}` : 'any';
}
