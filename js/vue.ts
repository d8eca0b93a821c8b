/**
 * The loader for Vue 3: a component and a composable.
 *
 * @module
 */

export type {
  FlowCallbacks,
  FlowConfig,
  FlowControls,
  FlowOptions,
  FlowOutcome,
  FlowState,
} from './frameworks/options.js';
export { hasPendingVerification } from './frameworks/runner.js';
export {
  FlowWidget,
  type UseFlowSessionOptions,
  type UseFlowSessionReturn,
  useFlowSession,
} from './frameworks/vue.js';
