/**
 * `<flow-widget>`: the loader as an element, for pages and frameworks that speak HTML. Importing this defines it.
 *
 * @module
 */
export { define, FlowWidgetElement, type FlowWidgetElementEventMap } from './frameworks/element.js';
export type { FlowConfig, FlowOptions, FlowOutcome, FlowState } from './frameworks/options.js';
