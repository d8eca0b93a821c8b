import type { Detail, Locale } from '../shared/types.js';
import type { Verdict } from '../shared/verify-types.js';

/** The arguments of a call to the widget's `startSession`. */
export interface FlowWidgetCall {
  readonly id: string;
  readonly session_id: string;
  readonly selector: string;
  readonly locale: Locale;
}

/** Options of `mockFlowWidget`. */
export interface FlowWidgetMockOptions {
  /**
   * The detail of the `finish` event, or a function that returns it. Default: `{ session_id, status: 'finished' }`.
   * `false`: the widget finishes only when the handle's `finish` is called.
   */
  finish?: object | string | ((call: FlowWidgetCall) => Detail) | false;
  /** The delay before the `finish` event, in ms. Default: 0. */
  delay?: number;
  /** An error that `startSession` throws; the session then fails with `start-failed`. */
  error?: unknown;
  /** The URL of the backend to mock, as passed to `verify`. Default: no backend is mocked. */
  endpoint?: string;
  /** The verdict that the mocked backend returns. Default: the user has passed. */
  verdict?: Partial<Omit<Verdict, 'detail' | 'sessionId'>>;
  /** An HTTP status, such as 401, with which the mocked backend refuses to create a session. */
  refuse?: number;
}
