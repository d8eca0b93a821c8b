import type { Detail, Locale } from '../shared/types.js';
import type { Verdict } from '../shared/verify-types.js';

/** The arguments of a call to the widget's `startSession`. */
export interface FlowWidgetCall {
  readonly id: string;
  readonly session_id: string;
  readonly selector: string;
  readonly locale: Locale;
}

/** The fields of a verdict that a test can set. */
type MockVerdict = {
  [Field in Exclude<keyof Verdict, 'detail' | 'sessionId'>]?: Verdict[Field] | undefined;
};

/** Options of `mockFlowWidget`. */
export interface FlowWidgetMockOptions {
  /**
   * The detail of the `finish` event, or a function that returns it. Default: `{ session_id, status: 'finished' }`.
   * `false`: the widget finishes only when the handle's `finish` is called.
   */
  finish?: object | string | ((call: FlowWidgetCall) => Detail) | false | undefined;
  /** The delay before the `finish` event, in ms. Default: 0. */
  delay?: number | undefined;
  /** An error that `startSession` throws, unless it is undefined; the session then fails with `start-failed`. */
  error?: unknown;
  /** The URL of the backend to mock, as passed to `verify`. Default: no backend is mocked. */
  endpoint?: string | undefined;
  /**
   * The verdict that the mocked backend returns, with the fields that your `present` adds. Default: the user has passed.
   */
  verdict?: (MockVerdict & object) | (MockVerdict & { [field: string]: unknown }) | undefined;
  /** An HTTP status, such as 401, with which the mocked backend refuses to create a session. */
  refuse?: number | undefined;
}
