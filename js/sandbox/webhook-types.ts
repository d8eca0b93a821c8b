import type { FlowResult } from '../service/contract.js';

/** The fields that all webhook events of the service have. */
interface Envelope {
  /** The id of the event, a UUID. */
  readonly id: string;
  /** The id of the session. */
  readonly session_id: string;
  /** When the event was created, in seconds since 1970. */
  readonly created: number;
  /** For the end of a session or of a technology: whether the user passed. */
  readonly success: boolean;
  /** The name of the flow. */
  readonly flow_name: string;
  /** Empty in the sandbox. What the service sends here is not documented. */
  readonly metadata: object | null;
}

/** The results of the technologies, as in the result of a session. */
type TechnologyResults = Pick<
  FlowResult,
  'liveness_result' | 'document_recognition_result' | 'face2face_result' | 'edocument_result'
>;

/** The widget has started a session. */
export interface SandboxFlowStartEvent extends Envelope {
  readonly event: 'flow.start';
  /** The codes of the technologies. */
  readonly data: { readonly technologies: readonly string[] };
}

/** A technology has begun. */
export interface SandboxTechnologyStartEvent extends Envelope {
  readonly event: 'technology.start';
  /** The technology. */
  readonly data: { readonly technology_code: string; readonly technology_name: string };
}

/** A technology has ended. */
export interface SandboxTechnologyEndEvent extends Envelope {
  readonly event: 'technology.end';
  /** The result, in the same field as in the result of a session. */
  readonly data: TechnologyResults;
}

/** A session was passed, failed or cancelled, and its result is computed. The sandbox sends none for expired sessions. */
export interface SandboxFlowEndEvent extends Envelope {
  readonly event: 'flow.end';
  /** The result of the session, with `session_id` in place of `id`. */
  readonly data: { readonly session_result: Omit<FlowResult, 'id'> & { readonly session_id: string } };
}

/** A webhook event of the service. */
export type SandboxWebhookEvent =
  | SandboxFlowStartEvent
  | SandboxTechnologyStartEvent
  | SandboxTechnologyEndEvent
  | SandboxFlowEndEvent;
