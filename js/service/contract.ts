/**
 * The types of the service's REST API. A test compares them to the Rust types.
 *
 * Each field of an answer is documented (by the service's guide, or by its pages about events and failure reasons),
 * seen (public integrations read it, the service's pages do not show it) or inferred (from another part of the service).
 * Fields that are not declared here still arrive at run time; read them with a type assertion:
 * `(result as FlowResult & { new_field?: string }).new_field`.
 *
 * @module
 */

/**
 * Codes of the technologies. `LDHP` (liveness by head position) and `LDD` (liveness by distance) occur in answers, `LD` only in
 * the guide's table of flows.
 */
export type TechnologyCode = 'LDHP' | 'LDD' | 'LD' | 'DR' | 'ED' | 'F2F';

/** A string; editors suggest the known values. */
type Known<T extends string> = T | (string & Record<never, never>);

/** Known data about the user, which the service then does not ask for (the service's guide, section 3). */
export interface SessionMetadata {
  /** Metadata for Face2Face (the service's guide, section 3.1). */
  face2face?: FaceMetadata | undefined;
  /** Metadata for E-Document (the service's guide, section 3.2). */
  edocument?: EDocumentMetadata | undefined;
  /** Metadata for the whole flow. */
  general?: GeneralMetadata | undefined;
}

/** Metadata for Face2Face (the service's guide, section 3.1). */
export interface FaceMetadata {
  /** The photo to compare the user's face with: JPEG or PNG in base64; see `encodePhoto`. */
  photo1?: string | undefined;
}

/** Metadata for E-Document (the service's guide, section 3.2). */
export interface EDocumentMetadata {
  /** The user's individual identification number (IIN). */
  iin?: Prefill | undefined;
  /** The user's phone number. */
  phone?: Prefill | undefined;
  /**
   * Whether to skip the form and go to the step that asks for the code that 1414, the government's number, has sent.
   * Requires both values, each with `changeable: false`. Default: false.
   */
  skip_input?: boolean | undefined;
}

/** The initial value of a field in the E-Document form. */
export interface Prefill {
  /** The value. */
  value?: string | undefined;
  /** Whether the user may change the value. Default: true. */
  changeable?: boolean | undefined;
}

/** Metadata for the whole flow. */
export interface GeneralMetadata {
  /** Technologies that may replace each other. */
  interchangeable_tech?: readonly Known<TechnologyCode>[] | undefined;
}

/** A new session, which can be used once (the service's guide, section 2). */
export interface Session {
  /** The session id, for the widget's `id`. */
  session_id: string;
  /** The codes of the flow's technologies, in order. */
  technologies: Known<TechnologyCode>[];
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
  /**
   * The status. `PROGRESS` (seen): the service is still computing. `FINISHED` (documented): the session has ended.
   * `FAILED` (documented for the event `flow.end`, here inferred): it has ended, and the user did not pass. Other words,
   * such as for an expired session, are not known.
   */
  status?: Known<'PROGRESS' | 'FINISHED' | 'FAILED'>;
  /** Whether the user passed the flow. Documented for the event `flow.end`, seen here. Before the end it says nothing. */
  flow_session_result?: boolean;
  /** Why the user did not pass. Seen; integrations disagree whether the entries are objects or texts. */
  flow_session_failure_reasons?: (FailureReason | string)[];
  /** When the result was validated, in the service's format. Seen. */
  validated_at?: string;
  /** When the session ended, in the service's format. Seen. */
  finished_at?: string;
  /** The results of checks of the user's IP address. Seen; the fields of the objects are not known. */
  ip_check_results?: object[];
  /** The requests that the user's device made. Seen; the fields of the objects are not known. */
  request_sessions?: object[];
  /** The result of the liveness check: of LDHP, LDD or LD. Documented. */
  liveness_result?: LivenessResult;
  /** The data read from the document. Documented. */
  document_recognition_result?: DocumentResult;
  /** The result of Face2Face. Documented. */
  face2face_result?: Face2FaceResult;
  /** The data from E-Document. Documented. */
  edocument_result?: EDocumentResult;
}

/** A technology of a flow. Documented. */
export interface TechnologyInfo {
  /** The name, such as `Document Recognition`. */
  name?: string;
  /** The description. */
  description?: string;
  /** The code, such as `DR`. The example in the service's guide has none. */
  code?: Known<TechnologyCode>;
}

/** A reason why the user did not pass. Documented. */
export interface FailureReason {
  /** The kind of failure. */
  type?: Known<'SERVICE_ERROR' | 'REQUEST_ERROR' | 'CLIENT' | 'CALC_RESULT' | 'OTHER' | 'NO_CAM' | 'TIMEOUT'>;
  /** The details of the failure, such as `Closed eyes`. Only type and detail together identify a reason. */
  detail?: string | null;
}

/** The result of the liveness check. Documented. A failed check may have only `result` and `failure_reason`. */
export interface LivenessResult {
  /** Whether the user passed. */
  result?: boolean;
  /** Whether the user's eyes were closed. */
  eye_closed?: boolean;
  /** The score from 0 to 1, as text, such as `0.9980`. */
  prediction?: string;
  /** Whether the face was in the center. */
  face_center?: boolean;
  /** Where the face looked, such as `forward`. */
  face_direction?: string;
  /** Why the user did not pass. */
  failure_reason?: FailureReason | null;
}

/** The result of Face2Face. */
export interface Face2FaceResult {
  /** Whether the user passed. Seen. */
  result?: boolean;
  /** The similarity of the two faces, as text. Seen. */
  prediction?: string;
  /** The similarity of the two faces in percent, as text. Seen. */
  prediction_percent?: string;
  /** Why the user did not pass. Inferred from liveness. */
  failure_reason?: FailureReason | null;
}

/** The data read from a document. The list of fields in the service's guide is not complete. */
export interface DocumentResult {
  /** Given name. Documented. */
  first_name?: string;
  /** Family name. Documented. */
  last_name?: string;
  /** Patronymic. Documented. */
  patronymic?: string;
  /** The personal number; the IIN in documents of Kazakhstan. Documented. */
  personal_number?: string;
  /** Date of birth, `DD.MM.YYYY`. Documented. */
  date_of_birth?: string;
  /** The number of the document. Documented. */
  document_number?: string;
  /** The authority that issued the document. Documented. */
  authority?: string;
  /** Whether the user passed. Seen in 2023. */
  result?: boolean;
  /** Why the user did not pass. Inferred from liveness. */
  failure_reason?: FailureReason | null;
}

/** The data from E-Document, read from the government's database. */
export interface EDocumentResult {
  /** The data of the document. Seen. */
  result_json?: EDocumentData;
  /** The user's phone number. Seen. */
  phone?: string;
  /** The document as PDF in base64, which may be missing. Documented, here inferred. */
  document_pdf?: string;
  /** The document as an image in base64, which may be missing. Documented, here inferred. */
  document_image?: string;
  /** Whether the user passed. Seen in 2023. */
  result?: boolean;
  /** Why the user did not pass. Inferred from liveness. */
  failure_reason?: FailureReason | null;
}

/** The data of an E-Document. */
export interface EDocumentData {
  /** The data that all documents have. Seen. */
  common?: EDocumentCommon;
}

/** The data that all documents have. */
export interface EDocumentCommon {
  /** The owner of the document. Seen. */
  docOwner?: EDocumentOwner;
  /** The number of the document. Seen in the service's backend API, here inferred. */
  docNumber?: string;
  /** The authority that issued the document. Seen in the service's backend API, here inferred. */
  docIssuer?: EDocumentIssuer;
}

/** The owner of an E-Document. Seen. */
export interface EDocumentOwner {
  /** The individual identification number (IIN). */
  iin?: string;
  /** Given name. */
  firstName?: string;
  /** Family name. */
  lastName?: string;
  /** Patronymic. */
  middleName?: string;
}

/** The authority that issued an E-Document. Seen in the service's backend API, here inferred. */
export interface EDocumentIssuer {
  /** The name in Russian. */
  nameRu?: string;
  /** The name in Kazakh. */
  nameKk?: string;
  /** The name in English. */
  nameEn?: string;
}
