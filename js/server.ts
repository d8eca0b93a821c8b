/**
 * The backend handler for `verify`: creates sessions, and returns a session's verdict to the user who created it. Runs
 * on every runtime with fetch's `Request` and `Response`: Node, Deno, Bun, edge workers.
 *
 * @module
 */

export type { CorsOptions } from './server/cors.js';
export { createFlowHandler, type FlowHandler } from './server/handler.js';
export type { FlowHandlerErrorCode } from './server/http-error.js';
export type { Identity } from './server/identity.js';
export { type NodeRequest, type NodeResponse, toNodeHandler } from './server/node.js';
export type {
  FlowHandlerOptions,
  FlowVerdict,
  MetadataContext,
  PresentContext,
} from './server/options.js';
export type { FlowResult, SessionMetadata } from './service/contract.js';
export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './shared/error.js';
