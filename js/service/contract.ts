/**
 * What goes over the wire, as the service's guide states it. A test holds these types to the Rust ones.
 *
 * @module
 */

/** Codes of the technologies that the guide names; `LD` is another spelling of `LDHP`. */
export type TechnologyCode = 'LDHP' | 'LD' | 'DR' | 'ED' | 'F2F';

/** A text, some values of which are known and offered by editors. */
type Known<T extends string> = T | (string & Record<never, never>);

/** What the host already knows about the person (guide, section 3). */
export interface SessionMetadata {
  /** For Face2Face (guide, section 3.1). */
  face2face?: FaceMetadata;
  /** For E-Document (guide, section 3.2). */
  edocument?: EDocumentMetadata;
  /** For the flow as a whole. */
  general?: GeneralMetadata;
}

/** Metadata for Face2Face. */
export interface FaceMetadata {
  /** The photograph to compare with: JPEG or PNG in base64; see `encodePhoto`. */
  photo1?: string;
}

/** Metadata for E-Document. */
export interface EDocumentMetadata {
  /** The person's individual identification number. */
  iin?: Prefill;
  /** The person's phone number. */
  phone?: Prefill;
  /**
   * Go straight to the code from 1414. Needs both values, and both with `changeable: false`.
   * Default: false.
   */
  skip_input?: boolean;
}

/** A field of the E-Document form, filled in beforehand. */
export interface Prefill {
  /** What stands in the field. */
  value?: string;
  /** Whether the person may change it. Default: true. */
  changeable?: boolean;
}

/** Metadata for the flow as a whole. */
export interface GeneralMetadata {
  /** Technologies of which one may stand in for another. */
  interchangeable_tech?: readonly Known<TechnologyCode>[];
}

/** A session that can be used once (guide, section 2). */
export interface Session {
  /** What the widget is started with. */
  session_id: string;
  /** The flow's technologies, in order. */
  technologies: Known<TechnologyCode>[];
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}

/**
 * What the service knows about a session (guide, section 4.5). The four `*_result` fields are there only if
 * the person passed through that technology, and `{}` until the service has computed them. All but `id` and
 * `technologies` may be missing.
 */
export interface FlowResult {
  /** The session. */
  id: string;
  /** The technologies of the flow, in order. */
  technologies: TechnologyInfo[];
  /** `PROGRESS` until all is computed, then `FINISHED`. */
  status?: Known<'PROGRESS' | 'FINISHED'>;
  /** Whether the person passed the flow. */
  flow_session_result?: boolean;
  /** Why not. */
  flow_session_failure_reasons?: FailureReason[];
  /** When it ended, as the service writes it. */
  finished_at?: string;
  /** Liveness. */
  liveness_result?: MatchResult;
  /** Document recognition. */
  document_recognition_result?: DocumentResult;
  /** Face to face. */
  face2face_result?: MatchResult;
  /** E-Document. */
  edocument_result?: EDocumentResult;
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}

/** A technology of a flow, described. */
export interface TechnologyInfo {
  /** Its name, such as `Document Recognition`. */
  name?: string;
  /** What it does. */
  description?: string;
  /** Its code, such as `DR`. */
  code?: Known<TechnologyCode>;
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}

/** Why a session was not passed. */
export interface FailureReason {
  /** The kind of failure. */
  type?: Known<'SERVICE_ERROR' | 'REQUEST_ERROR' | 'CLIENT' | 'CALC_RESULT' | 'OTHER' | 'NO_CAM' | 'TIMEOUT'>;
  /** In words. */
  detail?: string;
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}

/** What came of liveness or of face to face. */
export interface MatchResult {
  /** Whether it was passed. */
  result?: boolean;
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}

/** What was read from a document. */
export interface DocumentResult {
  /** Given name. */
  first_name?: string;
  /** Family name. */
  last_name?: string;
  /** Patronymic. */
  patronymic?: string;
  /** The person's number: the IIN of a citizen. */
  personal_number?: string;
  /** Date of birth, `DD.MM.YYYY`. */
  date_of_birth?: string;
  /** Number of the document. */
  document_number?: string;
  /** Who issued it. */
  authority?: string;
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}

/** What the state database holds. */
export interface EDocumentResult {
  /** Fields that the guide does not name. */
  [field: string]: unknown;
}
