/** A reason why a session cannot run in this environment. */
export interface EnvironmentFinding {
  /** Stable identifier to branch on. */
  code:
    | 'insecure-context'
    | 'camera-unsupported'
    | 'camera-blocked'
    | 'camera-denied'
    | 'camera-missing'
    | 'wasm-unsupported'
    | 'wasm-blocked';
  /** The problem and its fix, in English, for developers. */
  message: string;
}

/** The result of `checkEnvironment`. */
export interface EnvironmentReport {
  /** Whether a session can run: `true` if `findings` is empty. */
  ok: boolean;
  /** Whether the page is a secure context (https or localhost). Browsers block the camera elsewhere. */
  secureContext: boolean;
  /** The state of the camera. */
  camera: {
    /** Whether the browser has `getUserMedia`. */
    supported: boolean;
    /** The camera permission; `prompt` if the user will be asked. */
    permission: 'granted' | 'denied' | 'prompt' | 'unknown';
    /** Whether the Permissions-Policy of the page and of the frames around it allows the camera. */
    policy: 'allowed' | 'blocked' | 'unknown';
    /** Whether a camera is connected; `null` if that is unknown. */
    present: boolean | null;
  };
  /** Whether WebAssembly can run; `blocked` means by the Content-Security-Policy. */
  wasm: 'available' | 'blocked' | 'missing';
  /** The reasons why a session cannot run, each with its fix. */
  findings: EnvironmentFinding[];
}
