/**
 * A mock of the widget for an application's unit tests. The code under test and this package run unchanged; only the
 * widget is replaced and, optionally, the backend. For jsdom, happy-dom and browsers.
 *
 * @module
 */

export type { FlowWidgetCall, FlowWidgetMockOptions } from './testing/options.js';
export { type FlowWidgetMock, mockFlowWidget } from './testing/widget.js';
