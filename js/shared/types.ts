export type { EnvironmentFinding, EnvironmentReport } from './environment-report.js';

/** The widget's languages (guide, section 4.3). */
export type Locale = 'ru' | 'en' | 'kz';

/** Where a session stands. The last three are final. */
export type SessionState =
  | 'preparing'
  | 'loading'
  | 'starting'
  | 'active'
  | 'finished'
  | 'cancelled'
  | 'failed';

/** What `window.FlowWidget` offers once its script has run (guide, section 4.3). */
export interface FlowWidget {
  startSession(config: { id: string; session_id: string; selector: string; locale: Locale }): unknown;
}

/** The `detail` of the widget's `finish` event, handed on untouched (guide, section 4.4). */
// biome-ignore lint/suspicious/noExplicitAny: the guide leaves its shape open
export type Detail = any;

/** Gives the session id when asked. `signal` is aborted when nobody wants it any more. */
export type SessionIdSource =
  | string
  | PromiseLike<string>
  | ((context: { signal: AbortSignal }) => string | PromiseLike<string>);

/** Time limits in milliseconds; 0 means none. */
export interface Timeouts {
  /** Until the session id is there. Default: 30,000. */
  session?: number;
  /** Until the script has run, all attempts together. Default: 60,000. */
  script?: number;
  /** For one attempt at the script. Default: 30,000. */
  attempt?: number;
  /** Until the widget has finished. Default: 0, as a person may take their time. */
  finish?: number;
}

/** How the widget's script gets into the page. */
export interface ScriptOptions {
  /** The script's URL, or several that are tried in order. Default: the service's two. */
  src?: string | readonly string[];
  /** `module` as the guide has it (default), or `classic` for a host that sends no CORS headers. */
  type?: 'module' | 'classic';
  /** For a Content-Security-Policy with nonces. Default: the nonce of the page's first script that has one. */
  nonce?: string;
  /** Subresource Integrity metadata. */
  integrity?: string;
  /** The script's CORS mode. */
  crossOrigin?: 'anonymous' | 'use-credentials';
  /** The referrer policy of the script's request. */
  referrerPolicy?: ReferrerPolicy;
  /** How often a candidate is tried again before the next one is. Default: 2. */
  retries?: number;
  /**
   * What to do while the browser is offline: attempt as usual, and say so when that fails (default), or wait,
   * within `timeouts.script`, until it is online again.
   */
  offline?: 'fail' | 'wait';
  /** Ends the waiting; the Promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Time limits. */
  timeouts?: Timeouts;
}

/** What every way to open a session takes. */
export interface CommonConfig extends ScriptOptions {
  /** Any BCP 47 tag; `kk` and `kz` are Kazakh. Default: `<html lang>`, then the browser's languages. */
  locale?: Locale | (string & {});
  /** What to do when another session runs in this page: fail with `session-active` (default) or cancel it. */
  conflict?: 'reject' | 'replace';
  /**
   * Whether to look first if a session can run here, as `checkEnvironment` does: what is found fails it with
   * `unsupported-environment`, before a session is created or anything is shown. Default: false.
   */
  preflight?: boolean;
}

type WithId =
  | {
      /** The session id that your backend got from the service. */
      id: SessionIdSource;
      session_id?: never;
    }
  | {
      /** The same as `id`: the guide's table calls it so. */
      session_id: SessionIdSource;
      id?: never;
    };

/** Where the widget is to be shown: in an element, or, if none is named, in a dialog over the page. */
export type WithPlace =
  | {
      /** CSS selector of the element that the widget draws itself into. */
      selector: string;
      container?: never;
    }
  | {
      /** The element that the widget draws itself into. It gets an id for the time if it has none. */
      container: HTMLElement;
      selector?: never;
    }
  | {
      selector?: undefined;
      container?: undefined;
    };

/** What `startSession` and `openSession` take. */
export type SessionConfig = CommonConfig & WithId & WithPlace;

/** What `verify` takes: the options of `openSession`, and where the host's backend listens. */
export type VerifyConfig = Omit<CommonConfig, 'timeouts'> &
  WithPlace & {
    /** The address of the backend's handler (`createFlowHandler`), relative to the page. */
    endpoint: string;
    /** What the page proposes as metadata; the handler decides whether it counts. */
    metadata?: unknown;
    /** More headers for the handler, such as one of the host's own authorisation. */
    headers?: Record<string, string>;
    /** Whether cookies go along. Default: `same-origin`. */
    credentials?: RequestCredentials;
    /** Time limits in milliseconds; 0 means none. */
    timeouts?: Timeouts & {
      /** Until the verdict is there, counted from `finish`. Default: 60,000. */
      result?: number;
    };
    /** Told each state, and the session's id once it is known; `waiting` is between `finish` and the verdict. */
    onState?: (state: SessionState | 'waiting', id?: string) => void;
  };

/** How a verification ended, as the host's backend presents it. */
export interface Verdict {
  /** The session. */
  sessionId: string;
  /** The service's word for the session, such as `FINISHED`. */
  status: string;
  /** Whether the person passed; null where the backend does not say. */
  passed: boolean | null;
  /** Why not, by type: `NO_CAM`, `TIMEOUT`, `CALC_RESULT` and others. */
  failureReasons: { type: string; detail: string }[];
  /** The `detail` of the widget's `finish` event. It comes from the browser: no proof of anything. */
  detail: Detail;
  /** What else the backend's `present` has added. */
  [more: string]: unknown;
}

/** The part of a session that its dialog uses. */
export interface SessionHandle extends EventTarget {
  /** The state of the session. */
  readonly state: SessionState;
  /** Ends the session. */
  cancel(reason?: unknown): void;
}
