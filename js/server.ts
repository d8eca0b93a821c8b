/**
 * The backend's side of `verify`: creates sessions and answers their verdicts, for the page of whoever
 * created them. Runs wherever requests are those of fetch: Node, Deno, Bun, edge workers.
 *
 * @module
 */

export { createFlowHandler, type FlowHandler } from './server/handler.js';
export type { Identity } from './server/identity.js';
export { type NodeRequest, type NodeResponse, toNodeHandler } from './server/node.js';
export type {
  FlowHandlerOptions,
  FlowVerdict,
  MetadataContext,
  PresentContext,
} from './server/options.js';
export type { CorsOptions } from './server/origin.js';
export type { FlowHandlerErrorCode } from './server/problem.js';
export type { FlowResult, SessionMetadata } from './service/contract.js';
export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './shared/error.js';
