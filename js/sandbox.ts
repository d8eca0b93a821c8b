/**
 * A sandbox: local stand-ins for the service and the widget, for development and tests without an account, a camera or
 * internet access. It handles `Request` objects: mount it in any server, or call it directly.
 *
 * @module
 */
export {
  createSandbox,
  type Sandbox,
  type SandboxEnding,
  type SandboxFlow,
  type SandboxFlowEndEvent,
  type SandboxFlowId,
  type SandboxFlowStartEvent,
  type SandboxOptions,
  type SandboxOutcome,
  type SandboxQr,
  type SandboxSessionOptions,
  type SandboxTechnologyEndEvent,
  type SandboxTechnologyStartEvent,
  type SandboxWebhookEvent,
  sandboxFlows,
  sandboxKeys,
} from './sandbox/sandbox.js';
