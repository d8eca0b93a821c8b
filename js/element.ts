/**
 * `<flow-widget>`: the loader as a custom element, for plain HTML and any framework. Importing this module defines it.
 *
 * @module
 */
export { type AttributeRules, allow } from './frameworks/attributes.js';
export { define, FlowWidgetElement, type FlowWidgetElementEventMap } from './frameworks/element.js';
export type { FlowConfig, FlowOptions, FlowOutcome, FlowState } from './frameworks/options.js';
export { hasPendingVerification } from './frameworks/runner.js';
