/** The package, as the server serves it. */

export { FlowWidgetError, negotiateLocale, openSession, verify } from '/dist/index.js';
