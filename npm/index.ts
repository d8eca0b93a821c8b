/**
 * Puts the biometric.kz Flow Widget into a page: `startSession` loads its script, starts a session and
 * resolves when the person is done.
 *
 * Importing this does nothing: no wasm runs and the DOM is not touched before the first call.
 *
 * @module
 */
import { getCore } from './core.js';
import { hint } from './hint.js';
import { FlowSession } from './session.js';
import type { Detail, FlowWidget, ScriptOptions, SessionConfig, Verdict } from './types.js';
import { verify as run, type VerifyConfig } from './verify.js';

export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './error.js';
export { negotiateLocale } from './locale.js';
export type { FlowSession, FlowSessionEventMap } from './session.js';
export type {
  Detail,
  FlowWidget,
  Locale,
  ScriptOptions,
  SessionConfig,
  SessionIdSource,
  SessionState,
  Timeouts,
  Verdict,
} from './types.js';
export type { VerifyConfig } from './verify.js';

/**
 * Loads the widget, starts a session and waits for its end. Takes the object that the guide gives to
 * `FlowWidget.startSession`.
 *
 * @returns the `detail` of the widget's `finish` event.
 * @throws FlowWidgetError by code, or the reason of an aborted signal.
 */
export function startSession(config: SessionConfig): Promise<Detail> {
  return openSession(config).finished;
}

/**
 * The whole flow against the host's own backend: creates a session there, runs the widget, and waits for the
 * verdict.
 *
 * @throws FlowWidgetError as {@link startSession}, and `http`, `network`, `invalid-response`,
 * `result-timeout`; or the reason of an aborted signal.
 */
export function verify(config: VerifyConfig): Promise<Verdict> {
  return run(config, openSession);
}

/** The same as {@link startSession}, with a handle: its states, and a way to cancel. Never throws. */
export function openSession(config: SessionConfig): FlowSession {
  return new FlowSession(config);
}

/**
 * Loads the widget's script and nothing else. Callers of one URL share one `<script>`; a failed load can
 * be tried again.
 *
 * @returns `window.FlowWidget`.
 * @throws FlowWidgetError `script-load-failed`, `script-timeout`, `script-blocked`, `widget-missing`,
 * `invalid-config`, `unsupported-environment` or `wasm-load-failed`.
 */
export async function loadWidget(options: ScriptOptions = {}): Promise<FlowWidget> {
  const unhint = hint(options);
  try {
    return (await (await getCore()).loadWidget(options)) as FlowWidget;
  } finally {
    unhint();
  }
}
