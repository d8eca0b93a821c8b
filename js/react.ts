'use client';
export type {
  FlowCallbacks,
  FlowConfig,
  FlowControls,
  FlowOptions,
  FlowOutcome,
  FlowState,
} from './frameworks/options.js';
/**
 * The loader for React 18 and 19: a component and a hook.
 *
 * @module
 */
export {
  FlowWidget,
  type FlowWidgetComponent,
  type FlowWidgetElementProps,
  type FlowWidgetProps,
  type UseFlowSessionOptions,
  type UseFlowSessionResult,
  useFlowSession,
} from './frameworks/react.js';
export { hasPendingVerification } from './frameworks/runner.js';
