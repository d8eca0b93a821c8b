/**
 * How the user goes through a session: `widget` runs the service's script in the page; the others show the service's
 * hosted page, `https://remote.biometric.kz/flow/{id}`: `frame` in an `<iframe>`, `window` in a pop-up window,
 * `redirect` in place of the page, which the user then returns to.
 */
export type Mode = 'widget' | 'frame' | 'window' | 'redirect';

/** A reason why a session cannot run in this environment, or may fail. */
export interface EnvironmentFinding {
  /** Stable identifier to branch on. */
  code:
    | 'insecure-context'
    | 'camera-unsupported'
    | 'camera-blocked'
    | 'camera-denied'
    | 'camera-missing'
    | 'camera-busy'
    | 'microphone-blocked'
    | 'microphone-denied'
    | 'microphone-missing'
    | 'microphone-busy'
    | 'wasm-unsupported'
    | 'wasm-blocked'
    | 'frame-blocked'
    | 'in-app-browser';
  /** `error` if the widget cannot run in this page; `warning` if it can, but another mode cannot, or it may fail. */
  severity: 'error' | 'warning';
  /** The problem and its fix, in English, for developers. */
  message: string;
}

/** The state of the camera or of the microphone. */
export interface DeviceReport {
  /** Whether the browser has `getUserMedia`. */
  supported: boolean;
  /** The permission; `prompt` if the user will be asked. */
  permission: 'granted' | 'denied' | 'prompt' | 'unknown';
  /** Whether the Permissions-Policy of the page and of the frames around it allows the device. */
  policy: 'allowed' | 'blocked' | 'unknown';
  /** Whether a device is connected; `null` if that is unknown. */
  present: boolean | null;
}

/** The result of `checkEnvironment`. */
export interface EnvironmentReport {
  /** Whether the widget can run in this page: `true` if no finding is an error. If not, see `modes`. */
  ok: boolean;
  /** Whether the page is a secure context (https or localhost). Browsers block the camera elsewhere. */
  secureContext: boolean;
  /** The state of the camera. */
  camera: DeviceReport;
  /** The state of the microphone; `null` without the option `microphone`. */
  microphone: DeviceReport | null;
  /** Whether WebAssembly can run; `blocked` means by the Content-Security-Policy. */
  wasm: 'available' | 'blocked' | 'missing';
  /**
   * The app in whose in-app browser the page is, for example `Instagram`; `WebView` if the app is unknown; `null` in
   * other browsers. Read from the user agent, so that it may be wrong.
   */
  inApp: string | null;
  /** For each mode whether it can work: `false` if a finding rules it out. */
  modes: Record<Mode, boolean>;
  /** The mode to use: the first of `widget` and `frame` that can work, else `window` or `redirect`, else `null`. */
  recommended: Mode | null;
  /** The problems, each with its fix. */
  findings: EnvironmentFinding[];
}
