/**
 * The service's REST API: creates sessions and reads their results. For backends on Node, Deno, Bun and edge
 * runtimes. The API key is a secret: in a page, use the package's own entry and ask your backend.
 *
 * @module
 */
export {
  type CallOptions,
  type CreateSessionOptions,
  createFlowClient,
  type FlowClient,
  type FlowClientOptions,
  type WaitOptions,
} from './service/client.js';
export type {
  DocumentResult,
  EDocumentMetadata,
  EDocumentResult,
  FaceMetadata,
  FailureReason,
  FlowResult,
  GeneralMetadata,
  MatchResult,
  Prefill,
  Session,
  SessionMetadata,
  TechnologyCode,
  TechnologyInfo,
} from './service/contract.js';
export { isValidIin } from './service/iin.js';
export { encodePhoto } from './service/photo.js';
export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './shared/error.js';
