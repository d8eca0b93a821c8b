/**
 * Holds the TypeScript types to the Rust ones: `samples.json` is written by `src/contract/tests/samples.rs`.
 * `full` has every field that Rust names, `least` only those that it cannot do without.
 */
import type {
  DocumentResult,
  EDocumentMetadata,
  FaceMetadata,
  FailureReason,
  FlowResult,
  GeneralMetadata,
  MatchResult,
  Prefill,
  Session,
  SessionMetadata,
  TechnologyInfo,
} from '../../../js/service/contract.js';
import samples from '../../fixtures/samples.json';

/** The fields that a type names, without its index signature. */
type Named<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };
/** Of those, the ones that must be there. */
type Demanded<T> = {
  [K in Named<T>]-?: Record<never, never> extends Pick<T, K & keyof T> ? never : K;
}[Named<T>];
/** `true` if both are the same set of names; anything else cannot be assigned. */
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : { missing: Exclude<B, A> }
  : { surplus: Exclude<A, B> };

const { full, least } = samples;
type Full = typeof full;
type Result = Full['FlowResult'];
type EDocument = Full['SessionMetadata']['edocument'];

full.SessionMetadata satisfies SessionMetadata;
full.Session satisfies Session;
full.FlowResult satisfies FlowResult;
least.SessionMetadata satisfies SessionMetadata;
least.Session satisfies Session;
least.FlowResult satisfies FlowResult;

// biome-ignore format: one line for each type
export const named: [
  Same<Named<SessionMetadata>, keyof Full['SessionMetadata']>,
  Same<Named<FaceMetadata>, keyof Full['SessionMetadata']['face2face']>,
  Same<Named<EDocumentMetadata>, keyof EDocument>,
  Same<Named<Prefill>, keyof EDocument['iin']>,
  Same<Named<GeneralMetadata>, keyof Full['SessionMetadata']['general']>,
  Same<Named<Session>, keyof Full['Session']>,
  Same<Named<FlowResult>, keyof Result>,
  Same<Named<TechnologyInfo>, keyof Result['technologies'][number]>,
  Same<Named<FailureReason>, keyof Result['flow_session_failure_reasons'][number]>,
  Same<Named<MatchResult>, keyof Result['liveness_result']>,
  Same<Named<DocumentResult>, keyof Result['document_recognition_result']>,
] = [true, true, true, true, true, true, true, true, true, true, true];

// biome-ignore format: one line for each type
export const demanded: [
  Same<Demanded<SessionMetadata>, keyof (typeof least)['SessionMetadata']>,
  Same<Demanded<Session>, keyof (typeof least)['Session']>,
  Same<Demanded<FlowResult>, keyof (typeof least)['FlowResult']>,
] = [true, true, true];
