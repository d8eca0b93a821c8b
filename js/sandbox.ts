/**
 * The service and the widget's stand-in, for developing and testing without an account, a camera or the
 * internet. It answers fetch requests: mount it in any server, or call it directly.
 *
 * @module
 */
export {
  createSandbox,
  type Sandbox,
  type SandboxFlow,
  type SandboxFlowId,
  type SandboxOptions,
  sandboxFlows,
  sandboxKeys,
} from './sandbox/sandbox.js';
