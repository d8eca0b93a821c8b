import type { Mode } from '../shared/types.js';

/** What a session on the hosted page needs from the verification. */
export interface HostedContext {
  /** The URL of the hosted page, without the session id. */
  readonly hostedUrl: string;
  /** The window that was opened in the user's gesture; see {@link Popup}. */
  readonly popup: Popup;
  /**
   * Called before a session is created.
   *
   * @throws FlowWidgetError `unsupported-environment` if the session must survive a navigation, but cannot
   */
  beforeCreate(mode: Mode): void;
  /** Returns the session id. */
  createSession(): Promise<string>;
  /**
   * Called before the hosted page is opened. Returns when it was opened before, in ms since 1970.
   *
   * @throws FlowWidgetError like `beforeCreate`
   */
  onOpen(mode: Mode): number | undefined;
  /** Returns how many requests for the verdict have been answered, also with an error. */
  answers(): number;
  /** Asks for the verdict soon. */
  askSoon(): void;
  /** Cancels the verification. */
  cancel(reason: unknown): void;
}

/** A window that `verify` has opened; null if the browser has blocked it, undefined in other modes. */
export type Popup = Window | null | undefined;
