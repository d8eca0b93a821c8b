/**
 * A widget that does what a test says, for an application's own unit tests: the code under test, and the package that
 * it calls, run unchanged. For jsdom and happy-dom, and for browsers.
 *
 * @module
 */

export type { FlowWidgetCall, FlowWidgetMockOptions } from './testing/options.js';
export { type FlowWidgetMock, mockFlowWidget } from './testing/widget.js';
