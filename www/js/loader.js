/** Re-exports the package from the path at which the playground's server serves it. */

export { FlowWidgetError, negotiateLocale, openSession, verify } from '/dist/index.js';
