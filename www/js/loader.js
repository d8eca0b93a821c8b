/** Re-exports the package from the path at which the playground's server serves it. */

export {
  checkEnvironment,
  FlowWidgetError,
  hasPendingVerification,
  negotiateLocale,
  openSession,
  verify,
} from '/dist/index.js';
export { describeFailure, describeFinding } from '/dist/messages.js';
