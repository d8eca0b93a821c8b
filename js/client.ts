/**
 * A client for the service's REST API: creates sessions and reads their results. For backends on Node, Deno, Bun and
 * edge runtimes. The API key is a secret: in a page, use `flow-widget-loader` and let your backend call the service.
 *
 * @module
 */
export { createFlowClient, type FlowClient } from './service/client.js';
export type {
  CallOptions,
  CreateSessionOptions,
  FlowClientOptions,
  WaitOptions,
} from './service/client-options.js';
export type {
  DocumentResult,
  EDocumentCommon,
  EDocumentData,
  EDocumentIssuer,
  EDocumentMetadata,
  EDocumentOwner,
  EDocumentResult,
  Face2FaceResult,
  FaceMetadata,
  FailureReason,
  FlowResult,
  GeneralMetadata,
  LivenessResult,
  Prefill,
  Session,
  SessionMetadata,
  TechnologyCode,
  TechnologyInfo,
} from './service/contract.js';
export { isValidIin } from './service/iin.js';
export { encodePhoto } from './service/photo.js';
export { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from './shared/error.js';
