/**
 * The types of the service's REST API, as described in the service's guide. A test compares them to the Rust types.
 *
 * @module
 */

/** Codes of the technologies in the service's guide. `LD` is an alias of `LDHP`. */
export type TechnologyCode = 'LDHP' | 'LD' | 'DR' | 'ED' | 'F2F';

/** A string; editors suggest the known values. */
type Known<T extends string> = T | (string & Record<never, never>);

/** Known data about the user, which the service then does not ask for (the service's guide, section 3). */
export interface SessionMetadata {
  /** Metadata for Face2Face (the service's guide, section 3.1). */
  face2face?: FaceMetadata;
  /** Metadata for E-Document (the service's guide, section 3.2). */
  edocument?: EDocumentMetadata;
  /** Metadata for the whole flow. */
  general?: GeneralMetadata;
}

/** Metadata for Face2Face (the service's guide, section 3.1). */
export interface FaceMetadata {
  /** The photo to compare the user's face with: JPEG or PNG in base64; see `encodePhoto`. */
  photo1?: string;
}

/** Metadata for E-Document (the service's guide, section 3.2). */
export interface EDocumentMetadata {
  /** The user's individual identification number (IIN). */
  iin?: Prefill;
  /** The user's phone number. */
  phone?: Prefill;
  /**
   * Whether to skip the form and go to the step that asks for the code that 1414, the government's number, has sent.
   * Requires both values, each with `changeable: false`. Default: false.
   */
  skip_input?: boolean;
}

/** The initial value of a field in the E-Document form. */
export interface Prefill {
  /** The value. */
  value?: string;
  /** Whether the user may change the value. Default: true. */
  changeable?: boolean;
}

/** Metadata for the whole flow. */
export interface GeneralMetadata {
  /** Technologies that may replace each other. */
  interchangeable_tech?: readonly Known<TechnologyCode>[];
}

/** A new session, which can be used once (the service's guide, section 2). */
export interface Session {
  /** The session id, for the widget's `id`. */
  session_id: string;
  /** The codes of the flow's technologies, in order. */
  technologies: Known<TechnologyCode>[];
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}

/**
 * The result of a session (the service's guide, section 4.5). A `*_result` field is present only if the user went
 * through that technology, and is `{}` until the service has computed it. Only `id` and `technologies` are always
 * present.
 */
export interface FlowResult {
  /** The session id. */
  id: string;
  /** The technologies of the flow, in order. */
  technologies: TechnologyInfo[];
  /** `PROGRESS` until everything has been computed, then `FINISHED`. */
  status?: Known<'PROGRESS' | 'FINISHED'>;
  /** Whether the user passed the flow. */
  flow_session_result?: boolean;
  /** Why the user did not pass. */
  flow_session_failure_reasons?: FailureReason[];
  /** When the session ended, in the service's format. */
  finished_at?: string;
  /** The result of the liveness check. */
  liveness_result?: MatchResult;
  /** The data read from the document. */
  document_recognition_result?: DocumentResult;
  /** The result of Face2Face. */
  face2face_result?: MatchResult;
  /** The data from E-Document. */
  edocument_result?: EDocumentResult;
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}

/** A technology of a flow. */
export interface TechnologyInfo {
  /** The name, such as `Document Recognition`. */
  name?: string;
  /** The description. */
  description?: string;
  /** The code, such as `DR`. */
  code?: Known<TechnologyCode>;
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}

/** A reason why the user did not pass. */
export interface FailureReason {
  /** The kind of failure. */
  type?: Known<'SERVICE_ERROR' | 'REQUEST_ERROR' | 'CLIENT' | 'CALC_RESULT' | 'OTHER' | 'NO_CAM' | 'TIMEOUT'>;
  /** The details of the failure, as a code or text. */
  detail?: string;
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}

/** The result of the liveness check or of Face2Face. */
export interface MatchResult {
  /** Whether the user passed. */
  result?: boolean;
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}

/** The data read from a document. */
export interface DocumentResult {
  /** Given name. */
  first_name?: string;
  /** Family name. */
  last_name?: string;
  /** Patronymic. */
  patronymic?: string;
  /** The personal number; the IIN in documents of Kazakhstan. */
  personal_number?: string;
  /** Date of birth, `DD.MM.YYYY`. */
  date_of_birth?: string;
  /** The number of the document. */
  document_number?: string;
  /** The authority that issued the document. */
  authority?: string;
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}

/** The E-Document data, read from the government's database. */
export interface EDocumentResult {
  /** Fields that are not in the service's guide. */
  [field: string]: unknown;
}
