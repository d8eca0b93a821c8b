/**
 * Loads the biometric.kz Flow Widget into a page. `startSession` loads the widget's script, starts a session and
 * resolves when the user is done; `verify` also creates the session and reads its verdict, through your backend.
 *
 * Importing this module has no side effects: no WebAssembly runs and the DOM is not touched before the first call.
 *
 * @module
 */
export { checkEnvironment } from './environment/check.js';
export { loadWidget, openSession, preload, startSession } from './session/open.js';
export { hasPendingVerification } from './session/pending.js';
export type { FlowSession, FlowSessionEventMap } from './session/session.js';
export { verify } from './session/verify.js';
export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './shared/error.js';
export { negotiateLocale } from './shared/locale.js';
export type {
  Detail,
  DeviceReport,
  DialogOptions,
  EnvironmentFinding,
  EnvironmentOptions,
  EnvironmentReport,
  FlowWidget,
  Locale,
  Mode,
  ScriptOptions,
  SessionConfig,
  SessionIdSource,
  SessionState,
  Timeouts,
  VerifyState,
} from './shared/types.js';
export type {
  CreatedSession,
  Verdict,
  VerdictReason,
  VerdictResponse,
  VerifyBackend,
  VerifyConfig,
} from './shared/verify-types.js';
