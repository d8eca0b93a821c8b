import type {
  DocumentResult,
  EDocumentResult,
  FailureReason,
  MatchResult,
  TechnologyInfo,
} from '../../service/contract.js';

/**
 * The fields of every event. The service documents all of them; the handler checks only `id`, `event` and `session_id`.
 * Events are not authenticated: without a secret, anyone who knows the URL can send one.
 */
interface Envelope<Event extends string, Data> {
  /** The id of the message. A message that is sent again has the same id. */
  id: string;
  /** The kind of event. */
  event: Event;
  /** The session id. */
  session_id: string;
  /** When the event was created, in seconds since 1970. */
  created: number;
  /** Whether the step succeeded, as the sender says. */
  success: boolean;
  /** The name of the flow. */
  flow_name: string;
  /** An empty object or `null` in the service's examples. */
  metadata: object | null;
  /** The data of the event, as the sender says. */
  data: Data;
}

/** Results by technology, as an event contains them. Only the field for liveness is documented for every event. */
export interface EventResults {
  /** The result of the liveness check. */
  liveness_result?: MatchResult & { failure_reason?: FailureReason | null };
  /** The data read from the document. */
  document_recognition_result?: DocumentResult;
  /** The result of Face2Face. */
  face2face_result?: MatchResult;
  /** The data from E-Document. */
  edocument_result?: EDocumentResult;
}

/** The result of a session in the event `flow.end`. Read it from the service before you rely on it. */
export interface EventSessionResult extends EventResults {
  /** The status, such as `FINISHED` or `FAILED`. */
  status?: string;
  /** The session id. */
  session_id?: string;
  /** The technologies of the flow, in order. */
  technologies?: TechnologyInfo[];
  /** Whether the user passed the flow. */
  flow_session_result?: boolean;
}

/** A session has started. */
export type FlowStartEvent = Envelope<'flow.start', { technologies: string[] }>;

/** A session has ended. */
export type FlowEndEvent = Envelope<'flow.end', { session_result: EventSessionResult }>;

/** A technology has started. */
export type TechnologyStartEvent = Envelope<
  'technology.start',
  { technology_code: string; technology_name: string }
>;

/** A technology has ended. */
export type TechnologyEndEvent = Envelope<'technology.end', EventResults>;

/** The events that the service documents. An `event` that is not listed here may be received as well. */
export type FlowEvent = FlowStartEvent | FlowEndEvent | TechnologyStartEvent | TechnologyEndEvent;
