/**
 * The fields of the service's responses at run time, with their types. A test compares them with the tables in
 * docs/service.md, whose names another test compares with the types in `js/service/contract.ts`.
 */

/** How certain a statement about the service is; see docs/service.md. */
export type Source = 'documented' | 'seen' | 'inferred';

/** A type as in docs/service.md, and the source. */
type Field = readonly [type: string, source: Source];

const PASSED: Field = ['boolean', 'seen'];
const REASON: Field = ['object or null', 'inferred'];

/** The fields of each object of a result, by the path of the object. `[]` stands for the entries of an array. */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  '': {
    id: ['string', 'documented'],
    technologies: ['array', 'documented'],
    liveness_result: ['object', 'documented'],
    document_recognition_result: ['object', 'documented'],
    face2face_result: ['object', 'documented'],
    edocument_result: ['object', 'documented'],
    status: ['string', 'seen'],
    flow_session_result: ['boolean', 'seen'],
    flow_session_failure_reasons: ['array', 'seen'],
    finished_at: ['string', 'seen'],
    validated_at: ['string', 'seen'],
    ip_check_results: ['array', 'seen'],
    request_sessions: ['array of objects', 'seen'],
  },
  'technologies[]': {
    code: ['string', 'documented'],
    name: ['string', 'documented'],
    description: ['string', 'documented'],
  },
  liveness_result: {
    result: ['boolean', 'documented'],
    prediction: ['string', 'documented'],
    eye_closed: ['boolean', 'documented'],
    face_center: ['boolean', 'documented'],
    face_direction: ['string', 'documented'],
    failure_reason: ['object or null', 'documented'],
  },
  face2face_result: {
    result: PASSED,
    prediction: ['string', 'seen'],
    prediction_percent: ['string', 'seen'],
    failure_reason: REASON,
  },
  document_recognition_result: {
    first_name: ['string', 'documented'],
    last_name: ['string', 'documented'],
    patronymic: ['string', 'documented'],
    personal_number: ['string', 'documented'],
    date_of_birth: ['string', 'documented'],
    document_number: ['string', 'documented'],
    authority: ['string', 'documented'],
    result: PASSED,
    failure_reason: REASON,
  },
  edocument_result: {
    result_json: ['object', 'seen'],
    phone: ['string', 'seen'],
    result: PASSED,
    document_pdf: ['string', 'inferred'],
    document_image: ['string', 'inferred'],
    failure_reason: REASON,
  },
  'edocument_result.result_json': { common: ['object', 'seen'] },
  'edocument_result.result_json.common': {
    docOwner: ['object', 'seen'],
    docNumber: ['string', 'inferred'],
    docIssuer: ['object', 'inferred'],
  },
  'edocument_result.result_json.common.docOwner': {
    iin: ['string', 'seen'],
    firstName: ['string', 'seen'],
    lastName: ['string', 'seen'],
    middleName: ['string', 'seen'],
  },
  'edocument_result.result_json.common.docIssuer': {
    nameRu: ['string', 'inferred'],
    nameKk: ['string', 'inferred'],
    nameEn: ['string', 'inferred'],
  },
};

/** A failure reason, wherever it is. */
export const REASON_FIELDS: Readonly<Record<string, Field>> = {
  type: ['string', 'documented'],
  detail: ['string or null', 'documented'],
};

/** The fields of a new session. */
export const SESSION_FIELDS: Readonly<Record<string, Field>> = {
  session_id: ['string', 'documented'],
  technologies: ['array', 'documented'],
};

/** The names of technologies by their codes. */
export const TECHNOLOGIES: Readonly<Record<string, string>> = {
  LDHP: 'Liveness Head Position',
  LDD: 'Liveness Distance',
  LD: 'Liveness',
  DR: 'Document Recognition',
  ED: 'E-Document',
  F2F: 'Face2Face',
};

/** The words for a status. */
export const STATUSES: Readonly<Record<string, Source>> = {
  PROGRESS: 'seen',
  FINISHED: 'documented',
  FAILED: 'documented',
  EXPIRED: 'inferred',
  CANCELLED: 'inferred',
  CANCELED: 'inferred',
  ABORTED: 'inferred',
  REJECTED: 'inferred',
  ERROR: 'inferred',
};

/** Returns whether a JSON value has a type as in docs/service.md, such as `object or null`. */
export function hasType(value: unknown, type: string): boolean {
  return type.split(' or ').some((each) => {
    if (each === 'null') return value === null;
    if (each === 'array') return Array.isArray(value);
    if (each === 'array of objects') return Array.isArray(value) && value.every(isObject);
    return each === 'object' ? isObject(value) : typeof value === each;
  });
}

/** Returns whether a JSON value is an object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
