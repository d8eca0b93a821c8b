/** The one place that knows where the package is. */

export { FlowWidgetError, negotiateLocale, openSession, verify } from '/dist/index.js';
