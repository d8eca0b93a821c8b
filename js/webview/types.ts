import type { ErrorCode } from '../shared/error.js';
import type { VerifyState } from '../shared/types.js';
import type { Verdict } from '../shared/verify-types.js';

/** Options of `createBridge`. */
export interface BridgeOptions {
  /**
   * The name under which the app receives messages: that of its message handler, JavaScript interface or channel. The
   * global object with the app's commands is named `${name}Commands`. Default: `FlowWidgetHost`.
   */
  name?: string | undefined;
  /**
   * Passes a message to the app, instead of the bridges that are supported by default. An exception, or a rejection of
   * the Promise that it returns, is reported as an uncaught error and does not affect the verification.
   */
  post?: ((message: BridgeMessage) => unknown) | undefined;
}

/** Options for `verify` that connect a verification to the app. */
export interface BridgeHooks {
  /** Aborted with an `AbortError` when the app cancels. */
  readonly signal: AbortSignal;
  /** Posts the state to the app. */
  readonly onState: (state: VerifyState, id?: string) => void;
}

/** The connection to the native app whose web view shows this page. */
export interface Bridge {
  /**
   * Whether the app has a bridge now. `false` in a browser. A bridge of Flutter's `flutter_inappwebview` or of React
   * Native is not specific to this package: the app may ignore its messages.
   */
  readonly isConnected: boolean;
  /**
   * Runs a verification: calls `start` at once, posts each state and the outcome to the app, and aborts the signal when
   * the app cancels. Settles as the Promise of `start` does, whether the app has a bridge or not.
   *
   * @param start starts the verification, for example `(hooks) => verify({ endpoint: '/api/flow', ...hooks })`
   * @throws FlowWidgetError `session-active` if another run has not ended: `start` is not called, and the app gets no
   * message; or what `start` throws
   */
  run<V extends Verdict>(start: (hooks: BridgeHooks) => V | PromiseLike<V>): Promise<V>;
  /**
   * Cancels the current run, as the app can.
   *
   * @returns false if nothing is running, or if it is already cancelled
   */
  cancel(): boolean;
}

/** The fields of every message to the app. */
export interface Envelope {
  /** Identifies the sender, for apps that share one bridge between several pages or scripts. */
  source: 'flow-widget-loader';
  /** The version of the message format. */
  version: 1;
  /** The session id; null until it is known. */
  sessionId: string | null;
}

/** A state of the verification. A final state is followed by the message with the outcome. */
export interface StateMessage extends Envelope {
  type: 'state';
  state: VerifyState;
}

/**
 * The outcome: the verdict, without what JSON cannot express. It comes from a page, so the app's backend decides by the
 * service's result.
 */
export interface VerdictMessage<V extends Verdict = Verdict> extends Envelope {
  type: 'verdict';
  verdict: V;
}

/** The outcome: the verification failed. */
export interface ErrorMessage extends Envelope {
  type: 'error';
  error: {
    /** The code of a `FlowWidgetError`; null for other errors. */
    code: ErrorCode | null;
    /** The name of the error's class. */
    name: string;
    /** For developers, in English. */
    message: string;
    /** Whether repeating the verification may succeed. */
    retryable: boolean;
  };
}

/** The outcome: the app, the page or the user cancelled. A user who gives up in the widget gets a verdict. */
export interface CancelledMessage extends Envelope {
  type: 'cancelled';
}

/** A message to the app. The last one of a run is a verdict, an error or a cancellation. */
export type BridgeMessage = StateMessage | VerdictMessage | ErrorMessage | CancelledMessage;

/** A command that the app may send as a `message` event, as an object or as JSON. */
export interface BridgeCommand {
  /** Tells the command from other messages. */
  target: 'flow-widget-loader';
  type: 'cancel';
}
