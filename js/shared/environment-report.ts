/** Something in the way of a session. */
export interface EnvironmentFinding {
  /** What it is, to branch on. */
  code:
    | 'insecure-context'
    | 'camera-unsupported'
    | 'camera-blocked'
    | 'camera-denied'
    | 'camera-missing'
    | 'wasm-unsupported'
    | 'wasm-blocked';
  /** What it is and what mends it, for a developer. */
  message: string;
}

/** What `checkEnvironment` has seen. */
export interface EnvironmentReport {
  /** Whether nothing is in the way. */
  ok: boolean;
  /** Whether the page is a secure context (https, or localhost): others get no camera. */
  secureContext: boolean;
  /** The camera. */
  camera: {
    /** Whether the browser has `getUserMedia`. */
    supported: boolean;
    /** What the person, or their system, has decided; `prompt` if they will be asked. */
    permission: 'granted' | 'denied' | 'prompt' | 'unknown';
    /** What the Permissions-Policy of the page and its frames says. */
    policy: 'allowed' | 'blocked' | 'unknown';
    /** Whether there is one; null if the browser does not tell. */
    present: boolean | null;
  };
  /** WebAssembly; `blocked` by the Content-Security-Policy. */
  wasm: 'available' | 'blocked' | 'missing';
  /** What is in the way, each with its fix. */
  findings: EnvironmentFinding[];
}
