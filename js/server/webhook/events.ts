import type { FlowResult } from '../../service/contract.js';

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

/** Results by technology, as an event contains them. Of these fields, the service documents only `liveness_result`. */
export type EventResults = Pick<
  FlowResult,
  'liveness_result' | 'document_recognition_result' | 'face2face_result' | 'edocument_result'
>;

/** The result of a session in the event `flow.end`. It has the fields of a {@link FlowResult}, but not its `id`. */
export interface EventSessionResult extends Partial<Omit<FlowResult, 'id'>> {
  /** The session id. */
  session_id?: string;
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
