/** The one place that knows where the package is. */

export { FlowWidgetError, negotiateLocale, openSession } from '/dist/index.js';
