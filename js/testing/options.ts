import type { Detail, Locale, Verdict } from '../shared/types.js';

/** What the widget's `startSession` was given. */
export interface FlowWidgetCall {
  readonly id: string;
  readonly session_id: string;
  readonly selector: string;
  readonly locale: Locale;
}

/** What `mockFlowWidget` takes. */
export interface FlowWidgetMockOptions {
  /**
   * The detail of the `finish` event, or what makes it from the call. Default: the session's id. With `false` nothing
   * ends until the handle's `finish` is called.
   */
  finish?: object | string | ((call: FlowWidgetCall) => Detail) | false;
  /** How long the widget takes, in ms. Default: 0. */
  delay?: number;
  /** What `startSession` throws; the session then fails with `start-failed`. */
  error?: unknown;
  /** The address of the backend that is to be stood in for, as given to `verify`. Default: none is. */
  endpoint?: string;
  /** What that backend says in the end. Default: the person has passed. */
  verdict?: Partial<Omit<Verdict, 'detail' | 'sessionId'>>;
  /** The status with which it refuses to create a session, such as 401. */
  refuse?: number;
}
