/** Chooses the text for a verdict: by its outcome, its failure reasons and the status of the session. */
import type { Situation } from './situations.js';

/** The fields of a verdict, in the form of `verify` and in the form of the wire. */
export interface VerdictLike {
  readonly passed?: unknown;
  readonly cancelled?: unknown;
  readonly error?: unknown;
  readonly status?: unknown;
  readonly failureReasons?: unknown;
  readonly failure_reasons?: unknown;
}

/** The service's failure reasons that have a detail. */
const REASONS: readonly (readonly [type: string, detail: string, situation: Situation])[] = [
  ['SERVICE_ERROR', 'could not send image to liveness service', 'service'],
  ['CLIENT', 'could not send image to liveness service', 'network'],
  ['CLIENT', 'could not find face distance', 'faceDistance'],
  ['CLIENT', 'liveness result for this session already exists', 'used'],
  ['CLIENT', 'operation aborted by user', 'cancelled'],
  ['OTHER', 'operation aborted by user', 'interrupted'],
  ['CLIENT', 'no active or future subscription for technology', 'unavailable'],
  ['CLIENT', 'subscription does not have access to technology', 'unavailable'],
  ['CLIENT', 'medical mask check failed', 'mask'],
  ['CLIENT', 'illumination check failed', 'light'],
  ['CALC_RESULT', 'closed eyes', 'eyes'],
  ['CALC_RESULT', 'low prediction', 'clearFace'],
  ['CALC_RESULT', 'low overall prediction', 'clearFace'],
  ['CALC_RESULT', 'mask attack', 'coveredFace'],
  ['OTHER', 'incorrect image hash', 'photo'],
];

/** For a reason without a known detail. `CLIENT` and `OTHER` are missing, since they cover unrelated causes. */
const TYPES = new Map<string, Situation>([
  ['SERVICE_ERROR', 'service'],
  ['REQUEST_ERROR', 'request'],
  ['CALC_RESULT', 'unconfirmed'],
  ['NO_CAM', 'camera'],
  ['TIMEOUT', 'timeout'],
]);

/** For the words in a status that mean an end without success. */
const STATUSES: readonly (readonly [word: RegExp, situation: Situation])[] = [
  [/expired/i, 'expired'],
  [/cancell?ed|aborted/i, 'cancelled'],
  [/fail|rejected|error|declined|denied|blocked|not\P{L}?passed/iu, 'failed'],
];

/** Statuses such as `NOT_APPROVED`: the session may not have ended, but they contradict `passed`. */
const NEGATED = /^\s*not(?!\p{L})/iu;

/** How many reasons are read, so that a list of any length takes little time. */
const MAX_REASONS = 50;

/** Returns what to say about a verdict, or `undefined` if the value is not one. */
export function situationOfVerdict(verdict: VerdictLike): Situation | undefined {
  const { passed, cancelled, error, status, failureReasons, failure_reasons } = verdict;
  const ended = typeof status === 'string' ? STATUSES.find(([word]) => word.test(status))?.[1] : undefined;
  const reasons = isEmpty(failureReasons) ? failure_reasons : failureReasons;
  const isContradicted =
    !!cancelled ||
    !!error ||
    !isEmpty(reasons) ||
    !(status == null || (typeof status === 'string' && !NEGATED.test(status)));
  // In doubt, the user has not passed.
  if (passed === true && !ended && !isContradicted) return 'passed';
  if (cancelled === true) return 'cancelled';
  if (typeof passed !== 'boolean' && !ended) {
    return passed === null || typeof status === 'string' ? 'pending' : undefined;
  }
  return situationOfReasons(reasons) ?? ended ?? 'failed';
}

/** Returns whether a list says nothing: fields of unexpected types contradict a pass. */
const isEmpty = (field: unknown): boolean =>
  !field || (typeof field === 'object' && Object.keys(field).length === 0);

/** Returns the situation of the first reason with a known detail, else of the first with a known type. */
function situationOfReasons(reasons: unknown): Situation | undefined {
  let byType: Situation | undefined;
  if (!Array.isArray(reasons)) return undefined;
  for (let index = 0; index < Math.min(reasons.length, MAX_REASONS); index++) {
    const { type, detail } = toReason(reasons[index]);
    const known = REASONS.filter(([, other]) => other === detail);
    const byDetail = known.find(([other]) => other === type) ?? known[0];
    if (byDetail) return byDetail[2];
    byType ??= TYPES.get(type);
  }
  return byType;
}

/** Reads a reason: an object, or a string, which is a type or a detail. Spelling is made comparable. */
function toReason(reason: unknown): { type: string; detail: string } {
  const { type, detail } =
    typeof reason === 'string'
      ? { type: reason, detail: reason }
      : (Object(reason) as { type?: unknown; detail?: unknown });
  return { type: comparable(type).toUpperCase(), detail: comparable(detail) };
}

/** Returns a text in lower case, without trailing punctuation. No known text is longer than 100 characters. */
const comparable = (text: unknown) =>
  typeof text === 'string'
    ? text
        .slice(0, 100)
        .trim()
        .toLowerCase()
        .replace(/[\s.!…]+$/, '')
    : '';
