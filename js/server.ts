/**
 * Backend handlers. One for `verify` creates sessions, and returns a session's verdict to the user who created it; one
 * receives the service's webhooks. They run on every runtime with fetch's `Request` and `Response`: Node, Deno, Bun,
 * edge workers.
 *
 * @module
 */

export type { CorsOptions } from './server/cors.js';
export { createFlowHandler, type FlowHandler } from './server/handler.js';
export type { FlowHandlerErrorCode } from './server/http-error.js';
export type { Identity } from './server/identity.js';
export { type NodeRequest, type NodeResponse, toNodeHandler } from './server/node.js';
export type {
  ApiKeySource,
  CreatedSession,
  FlowHandlerOptions,
  FlowVerdict,
  MetadataContext,
  PresentContext,
} from './server/options.js';
export type {
  EventResults,
  EventSessionResult,
  FlowEndEvent,
  FlowEvent,
  FlowStartEvent,
  TechnologyEndEvent,
  TechnologyStartEvent,
} from './server/webhook/events.js';
export { createWebhookHandler } from './server/webhook/handler.js';
export type { WebhookContext, WebhookHandlerOptions } from './server/webhook/options.js';
export type { FlowResult, SessionMetadata } from './service/contract.js';
export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './shared/error.js';
