import type { Mode } from './environment-report.js';

export type { DeviceReport, EnvironmentFinding, EnvironmentReport, Mode } from './environment-report.js';

/** Options of `checkEnvironment`. */
export interface EnvironmentOptions {
  /** Whether to check the microphone too, for a flow that records sound. Default: false. */
  microphone?: boolean | undefined;
  /**
   * Whether to open the camera for a moment, and the microphone with `microphone`, to find one that does not work or
   * that another app uses. The browser may prompt the user; the check waits for the answer without a time limit. Both
   * devices are closed at once. Default: false: the check never prompts the user.
   */
  probe?: boolean | undefined;
  /** The URL of the hosted page, as in `verify`. Default: `https://remote.biometric.kz/flow/`. */
  hostedUrl?: string | undefined;
  /** Cancels the check. The Promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A language of the widget (the service's guide, section 4.3). `kz` is Kazakh. */
export type Locale = 'ru' | 'en' | 'kz';

/** The state of a session. `finished`, `cancelled` and `failed` are final. */
export type SessionState =
  | 'preparing'
  | 'loading'
  | 'starting'
  | 'active'
  | 'finished'
  | 'cancelled'
  | 'failed';

/**
 * The state of a verification. `waiting`: the widget has finished, and the verdict is not final yet. `hosted`: the widget
 * could not be loaded, and the session continues in the mode `fallback`.
 */
export type VerifyState = SessionState | 'waiting' | 'hosted';

/** The global `window.FlowWidget` that the widget's script sets (the service's guide, section 4.3). */
export interface FlowWidget {
  /** Starts the widget in the element that `selector` matches. */
  startSession(config: { id: string; session_id: string; selector: string; locale: Locale }): unknown;
}

/**
 * The `detail` of the widget's `finish` event, passed on unchanged (the service's guide, section 4.4). The guide does
 * not specify its shape, and it comes from the browser: it proves nothing.
 */
export type Detail = unknown;

/**
 * A session id, a Promise for one, or a function that returns either. The function's `signal` is aborted when
 * the session no longer needs the id.
 */
export type SessionIdSource =
  | string
  | PromiseLike<string>
  | ((context: { signal: AbortSignal }) => string | PromiseLike<string>);

/** Timeouts in milliseconds; 0 means no limit. */
export interface Timeouts {
  /** For getting the session id. Exceeding it fails with `session-timeout`. Default: 30,000. */
  session?: number | undefined;
  /**
   * For loading the script, all attempts together, or the frame of the hosted page. Exceeding it fails with `script-timeout`. A session also applies it to
   * each download of the package's own chunks, which then fails with `wasm-load-failed`; for `loadWidget`, `preload` and
   * `checkEnvironment` that limit is always 60,000. Default: 60,000.
   */
  script?: number | undefined;
  /** For one attempt to load the script. Default: 30,000. */
  attempt?: number | undefined;
  /** From the start of the widget to its `finish` event. Exceeding it fails with `finish-timeout`. Default: 0. */
  finish?: number | undefined;
}

/** Options for loading the widget's script. */
export interface ScriptOptions {
  /** The script's URL, or several that are tried in order. Default: both URLs in the service's guide, section 4.2. */
  src?: string | readonly string[] | undefined;
  /** `module`, as in the service's guide (default), or `classic` for a host that sends no CORS headers. */
  type?: 'module' | 'classic' | undefined;
  /** The nonce for the Content-Security-Policy. Default: the nonce of the page's first script that has one. */
  nonce?: string | undefined;
  /** Subresource Integrity metadata with at least one valid hash, such as `sha384-` and 64 characters of base64. */
  integrity?: string | undefined;
  /** The script's CORS mode. */
  crossOrigin?: 'anonymous' | 'use-credentials' | undefined;
  /** The referrer policy of the script's request. */
  referrerPolicy?: ReferrerPolicy | undefined;
  /** How many times each URL is retried before the next one is tried. Default: 2. */
  retries?: number | undefined;
  /**
   * What to do while the browser is offline: `fail` loads as usual and reports the failure (default), `wait` waits
   * until the browser is online, for at most `timeouts.script`.
   */
  offline?: 'fail' | 'wait' | undefined;
  /** Cancels the call. The Promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Timeouts in milliseconds. */
  timeouts?: Timeouts | undefined;
}

/** Options that `startSession`, `openSession` and `verify` share. */
export interface CommonConfig extends ScriptOptions {
  /** Any BCP 47 tag; `kk` and `kz` are Kazakh. Default: `<html lang>`, then the browser's languages. */
  locale?: Locale | (string & {}) | undefined;
  /**
   * What to do if another session is running in this page: `reject` fails with `session-active` (default),
   * `replace` cancels the other session.
   */
  conflict?: 'reject' | 'replace' | undefined;
  /**
   * Whether to run `checkEnvironment` first. If it finds that the widget cannot run, the session fails with
   * `unsupported-environment` before a session is created or anything is shown. Default: false.
   */
  preflight?: boolean | undefined;
  /** The texts and the size of the modal dialog. Ignored if the widget has another container. */
  dialog?: DialogOptions | undefined;
}

/** Options of the modal dialog. Texts default to the language of the widget. */
export interface DialogOptions {
  /** The title, which is also the dialog's accessible name. */
  title?: string | undefined;
  /** The accessible name of the close button. */
  closeLabel?: string | undefined;
  /** The text while the widget is loading. */
  loadingText?: string | undefined;
  /** The text while `verify` waits for the verdict. */
  waitingText?: string | undefined;
  /**
   * `auto` is a panel on large screens and fills small ones (default); `viewport` fills every screen, for widgets that
   * need 100vw × 100vh.
   */
  size?: 'auto' | 'viewport' | undefined;
}

type WithId =
  | {
      /** The session id that your backend got from the service. */
      id: SessionIdSource;
      session_id?: undefined;
    }
  | {
      /** Alias of `id`: the service's guide uses both names. */
      session_id: SessionIdSource;
      id?: undefined;
    };

/** Where the widget is shown: in an element, or by default in a modal dialog. */
export type WithContainer =
  | {
      /** A CSS selector for the element that the widget renders into. */
      selector?: string | undefined;
      container?: undefined;
    }
  | {
      /** The element that the widget renders into. It gets a temporary id if it has none. */
      container?: HTMLElement | undefined;
      selector?: undefined;
    };

/** Options of `startSession` and `openSession`. */
export type SessionConfig = CommonConfig & WithId & WithContainer;

/** The part of a session that its dialog uses. */
export interface SessionHandle extends EventTarget {
  /** The current state. */
  readonly state: VerifyState;
  /** The mode of a verification, once it is known. */
  mode?: Mode;
  /** Aborted when the session has ended; on a cancellation, after the event `statechange`. */
  readonly signal: AbortSignal;
  /** Cancels the session. */
  cancel(reason?: unknown): void;
}
