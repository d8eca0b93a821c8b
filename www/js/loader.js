/** The one place that knows where the package is. */

export { FlowWidgetError, negotiateLocale, verify } from '/dist/index.js';
