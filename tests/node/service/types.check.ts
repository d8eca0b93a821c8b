/**
 * Checks the TypeScript types against the Rust types through `samples.json`, which
 * `src/contract/tests/samples.rs` writes. `full` has every field, `least` only the required ones.
 */
import type {
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
  TechnologyInfo,
} from '../../../js/service/contract.js';
import samples from '../../fixtures/samples.json';

/** Names of a type's fields; with an index signature, `string`, which equals no list of names. */
type Names<T> = keyof T;
/** Names of a type's required fields. */
type RequiredNames<T> = {
  [K in Names<T>]-?: Record<never, never> extends Pick<T, K & keyof T> ? never : K;
}[Names<T>];
/** `true` if both are the same set of names; otherwise a type to which `true` cannot be assigned. */
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : { missing: Exclude<B, A> }
  : { surplus: Exclude<A, B> };

const { full, least } = samples;
type Full = typeof full;
type Result = Full['FlowResult'];
type Common = Result['edocument_result']['result_json']['common'];
type EDocument = Full['SessionMetadata']['edocument'];

full.SessionMetadata satisfies SessionMetadata;
full.Session satisfies Session;
full.FlowResult satisfies FlowResult;
least.SessionMetadata satisfies SessionMetadata;
least.Session satisfies Session;
least.FlowResult satisfies FlowResult;

// biome-ignore format: one line for each type
export const named: [
  Same<Names<SessionMetadata>, keyof Full['SessionMetadata']>,
  Same<Names<FaceMetadata>, keyof Full['SessionMetadata']['face2face']>,
  Same<Names<EDocumentMetadata>, keyof EDocument>,
  Same<Names<Prefill>, keyof EDocument['iin']>,
  Same<Names<GeneralMetadata>, keyof Full['SessionMetadata']['general']>,
  Same<Names<Session>, keyof Full['Session']>,
  Same<Names<FlowResult>, keyof Result>,
  Same<Names<TechnologyInfo>, keyof Result['technologies'][number]>,
  Same<Names<FailureReason>, keyof Result['liveness_result']['failure_reason']>,
  Same<Names<LivenessResult>, keyof Result['liveness_result']>,
  Same<Names<DocumentResult>, keyof Result['document_recognition_result']>,
  Same<Names<Face2FaceResult>, keyof Result['face2face_result']>,
  Same<Names<EDocumentResult>, keyof Result['edocument_result']>,
  Same<Names<EDocumentData>, keyof Result['edocument_result']['result_json']>,
  Same<Names<EDocumentCommon>, keyof Common>,
  Same<Names<EDocumentOwner>, keyof Common['docOwner']>,
  Same<Names<EDocumentIssuer>, keyof Common['docIssuer']>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

// biome-ignore format: one line for each type
export const required: [
  Same<RequiredNames<SessionMetadata>, keyof (typeof least)['SessionMetadata']>,
  Same<RequiredNames<Session>, keyof (typeof least)['Session']>,
  Same<RequiredNames<FlowResult>, keyof (typeof least)['FlowResult']>,
] = [true, true, true];
