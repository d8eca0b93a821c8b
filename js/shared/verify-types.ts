import type { CommonConfig, Detail, SessionState, Timeouts, WithContainer } from './types.js';

/** Options of `verify`: those of `openSession` except the session id, plus the backend to use. */
export type VerifyConfig = Omit<CommonConfig, 'timeouts'> &
  WithContainer & {
    /** The URL of your backend's handler (`createFlowHandler`), relative to the page. */
    endpoint: string;
    /** Metadata that the page proposes for the session. The handler decides whether to use it. */
    metadata?: unknown;
    /** Additional headers for requests to the handler, such as your own authorization header. */
    headers?: Record<string, string>;
    /** Whether requests to the handler send cookies. Default: `same-origin`. */
    credentials?: RequestCredentials;
    /** Timeouts in milliseconds; 0 means no limit. */
    timeouts?: Timeouts & {
      /** From `finish` until the verdict is final. Exceeding it fails with `result-timeout`. Default: 60,000. */
      result?: number;
    };
    /**
     * Called on each state change, with the session id once it is known. `waiting` follows `finish`, until the
     * verdict is final.
     */
    onState?: (state: SessionState | 'waiting', id?: string) => void;
  };

/** The outcome of a verification, as your backend returned it. */
export interface Verdict {
  /** The session id. */
  sessionId: string;
  /** The service's status of the session, such as `FINISHED`. */
  status: string;
  /** Whether the user passed; `null` if the backend does not say. */
  passed: boolean | null;
  /** Why the user did not pass. Types: `NO_CAM`, `TIMEOUT`, `CALC_RESULT` and others. */
  failureReasons: { type: string; detail: string }[];
  /** The `detail` of the widget's `finish` event. It comes from the browser, so it proves nothing. */
  detail: Detail;
  /** Fields that your backend's `present` added. */
  [more: string]: unknown;
}
