/** Re-exports the package from the path at which the playground's server serves it. */

export {
  FlowWidgetError,
  hasPendingVerification,
  negotiateLocale,
  openSession,
  verify,
} from '/dist/index.js';
export { describeFailure } from '/dist/messages.js';
