import type { CommonConfig, Detail, Mode, Timeouts, VerifyState, WithContainer } from './types.js';

/** Options of `verify`: those of `openSession` except the session id, plus the backend to use. */
export type VerifyConfig = Omit<CommonConfig, 'timeouts'> & WithContainer & WithBackend & VerifyOptions;

/** Where `verify` creates sessions and reads verdicts. */
export type WithBackend =
  | {
      /** The URL of your backend's handler (`createFlowHandler`), relative to the page. */
      endpoint: string;
      backend?: undefined;
    }
  | {
      /** Your own endpoints, if you do not use `createFlowHandler`. */
      backend: VerifyBackend;
      endpoint?: undefined;
      // The record with which a verification continues belongs to an `endpoint`.
      resume?: false | undefined;
      mode?: Exclude<Mode, 'redirect'> | undefined;
      fallback?: Exclude<Mode, 'widget' | 'redirect'> | undefined;
    };

/** Functions that replace the requests to `endpoint`. */
export interface VerifyBackend {
  /**
   * Creates a session and returns what your backend knows of it: at least the `session_id`. If it fails, the verification
   * fails: with the same error if it is a `FlowWidgetError`, else with `session-source-failed` and the error as `cause`.
   */
  createSession(context: {
    /** The option `metadata`. */
    metadata: unknown;
    /** Aborted when the session is not needed any more. */
    signal: AbortSignal;
    /**
     * A random string, another one for each call of `verify`. Send it as `idempotency_key` in the body: browsers may repeat
     * a POST whose connection was closed, and your backend must then return the same session.
     */
    idempotencyKey: string;
  }): CreatedSession | PromiseLike<CreatedSession>;
  /**
   * Reads the current verdict of the session, final or not. Called repeatedly, also after an error, unless the error's
   * `retryable` is false.
   */
  getVerdict(
    /** The object that `createSession` returned. */
    session: CreatedSession,
    context: {
      /** Aborted when the verdict is not needed any more. */
      signal: AbortSignal;
    },
  ): VerdictResponse | PromiseLike<VerdictResponse>;
}

/** A session as your backend returned it. */
export interface CreatedSession {
  /** The session id that the service returned. */
  session_id: string;
  /** Identifies the user who may read the verdict; sent as `X-Flow-Token`. */
  token?: string | undefined;
  /** When the token expires, as an ISO 8601 date. */
  expires_at?: string | undefined;
}

/** A verdict as your backend returned it. It is final if `passed` is a boolean or `status` says that it is. */
export interface VerdictResponse {
  /** The session id. */
  session_id?: string | undefined;
  /** The service's status of the session, such as `FINISHED`. */
  status?: string | undefined;
  /** Whether the user passed; null until that is known. */
  passed?: boolean | null | undefined;
  /** Whether the user gave up. */
  cancelled?: boolean | undefined;
  /** Why the user did not pass. */
  failure_reasons?: readonly VerdictReason[] | undefined;
}

/** The options that only `verify` has. */
export interface VerifyOptions {
  /** Metadata that the page proposes for the session. The handler decides whether to use it. */
  metadata?: unknown;
  /** Additional headers for requests to the handler, such as your own authorization header. */
  headers?: HeadersInit | undefined;
  /** Whether requests to the handler send cookies. Default: `same-origin`. */
  credentials?: RequestCredentials | undefined;
  /**
   * Where the user verifies. All modes but `widget` show the service's hosted page; they load no WebAssembly, always
   * `watch`, and end when the verdict is final:
   *
   * - `frame`: in an `<iframe>`, in the container or in the dialog.
   * - `window`: in a window of its own. Call `verify` in the handler of a click, or browsers block the window: the
   *   container or the dialog then shows a link to the hosted page. The verification is cancelled if the user closes the
   *   window and the verdict is still not final some seconds later.
   * - `redirect`: instead of this page, to which the user returns with the browser's Back button. Needs `endpoint`, and
   *   implies `resume`.
   *
   * Default: `widget`.
   */
  mode?: Mode | undefined;
  /**
   * The mode in which the same session continues if `mode` cannot be used here: the script cannot be loaded or sets no
   * global, WebAssembly is not available, or `preflight` finds a reason. The state is then `hosted`. The verification
   * fails only if this mode fails as well. Default: none.
   */
  fallback?: Exclude<Mode, 'widget'> | undefined;
  /**
   * The URL of the service's hosted page, to which the session id is appended. Default:
   * `https://remote.biometric.kz/flow/`.
   */
  hostedUrl?: string | undefined;
  /**
   * Whether to ask for the verdict while the widget is running, so that the verification also ends if the user
   * finishes on another device. Default: true.
   */
  watch?: boolean | undefined;
  /**
   * Whether a verification continues after the page was reloaded. Keeps the session's id and token in `sessionStorage`
   * until the verification ends. Needs `endpoint`. Default: false.
   */
  resume?: boolean | undefined;
  /** Timeouts in milliseconds; 0 means no limit. */
  timeouts?:
    | (Timeouts & {
        /** From `finish` until the verdict is final. Exceeding it fails with `result-timeout`. Default: 60,000. */
        result?: number | undefined;
      })
    | undefined;
  /** Called on each state change, with the session id once it is known. */
  onState?: ((state: VerifyState, id?: string) => void) | undefined;
}

/** A reason why the user did not pass. */
export interface VerdictReason {
  /** The kind of failure: `NO_CAM`, `TIMEOUT`, `CALC_RESULT` and others. */
  type: string;
  /** The service's explanation, in English; null if there is none. */
  detail: string | null;
}

/** The outcome of a verification, as your backend returned it. `More` are the fields that its `present` adds. */
export type Verdict<More extends object = Record<never, never>> = {
  /** The session id. */
  sessionId: string;
  /** The service's status of the session, such as `FINISHED`. */
  status: string;
  /** Whether the user passed; null if the backend does not say. */
  passed: boolean | null;
  /** Whether the user gave up in the widget. */
  cancelled: boolean;
  /** Why the user did not pass. */
  failureReasons: VerdictReason[];
  /**
   * The `detail` of the widget's `finish` event; absent if the verdict arrived without that event. It comes from the
   * browser, so it proves nothing.
   */
  detail?: Detail;
} & More;
