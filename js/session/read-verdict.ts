import { FlowWidgetError } from '../shared/error-class.js';
import type { Verdict, VerdictReason } from '../shared/verify-types.js';

/** Statuses of a session that has ended and was not passed, whatever else the response says. */
const NOT_PASSED =
  /^(fail(ed|ure)?|expired|cancell?ed|aborted|rejected|error|declined|denied|blocked|not\P{L}?passed)(?!\p{L})/iu;
/** Statuses such as `NOT_APPROVED` and `not started`: the session may not have ended, but they contradict `passed`. */
const NEGATED = /^not(?!\p{L})/iu;
/** The fields in which a response may contradict `passed: true`, in both spellings. */
const EVIDENCE = [
  'session_id',
  'sessionId',
  'status',
  'cancelled',
  'error',
  'failure_reasons',
  'failureReasons',
] as const;
/** The most reasons that are read: an Array in a response may be a Proxy of any length. */
const MAX_REASONS = 1_000;

/**
 * Reads the verdict in a response of the backend. Returns `undefined` while it is not final: it is final if `passed` is
 * a boolean, or if `status` says that the session has ended. A response that contradicts `passed: true` is not a pass, also
 * if the field that does has another type than documented: any value of `cancelled`, `error` and `failure_reasons` that is
 * not empty counts.
 *
 * @throws FlowWidgetError `invalid-response` if it cannot be read, or is the verdict of another session
 */
export function readVerdict(response: Record<string, unknown>, sessionId: string): Verdict | undefined {
  let own: Record<string, unknown>;
  let evidence: Evidence;
  let failureReasons: VerdictReason[];
  try {
    own = ownProperties(response);
    evidence = readEvidence(response);
    failureReasons = readReasons(evidence.failure_reasons);
    // The page's spelling: a backend of your own may confuse the two.
    if (failureReasons.length === 0) failureReasons = readReasons(evidence.failureReasons);
  } catch (cause) {
    throw new FlowWidgetError('invalid-response', "The backend's verdict cannot be read; see `cause`.", {
      cause,
    });
  }
  const {
    passed,
    session_id: _id,
    status: _status,
    cancelled: _cancelled,
    failure_reasons: _,
    ...more
  } = own;
  const { session_id, sessionId: id, status, cancelled, error } = evidence;
  if ((session_id ?? sessionId) !== sessionId || (id ?? sessionId) !== sessionId)
    throw new FlowWidgetError('invalid-response', 'The backend returned the verdict of another session.');
  const word = typeof status === 'string' ? wordOf(status) : '';
  const failed = NOT_PASSED.test(word);
  if (typeof passed !== 'boolean' && !failed && word.toUpperCase() !== 'FINISHED') return undefined;
  const isContradicted =
    !!cancelled ||
    failureReasons.length > 0 ||
    NEGATED.test(word) ||
    !!error ||
    evidence.isError ||
    (status != null && typeof status !== 'string');
  return {
    ...more,
    sessionId,
    status: status as string,
    passed: failed ? false : typeof passed === 'boolean' ? passed && !isContradicted : null,
    cancelled: cancelled === true,
    failureReasons,
  };
}

/** Copies an object without its prototype: a polluted `Object.prototype` must not turn a response into a pass. */
const ownProperties = (value: unknown): Record<string, unknown> => ({
  __proto__: null,
  ...(value as object),
});

/** What may contradict `passed: true`. */
type Evidence = Partial<Record<(typeof EVIDENCE)[number], unknown>> & { isError: boolean };

/**
 * Reads the evidence as the page's own code would: also from non-enumerable properties and from the class of an instance. Only
 * a polluted `Object.prototype` supplies none.
 */
function readEvidence(response: Record<string, unknown>): Evidence {
  const evidence: Evidence = { isError: Object.prototype.toString.call(response) === '[object Error]' };
  Object.setPrototypeOf(evidence, null);
  for (const name of EVIDENCE) {
    const value = response[name];
    const isPolluted = value === (Object.prototype as Record<string, unknown>)[name];
    if (!isPolluted || Object.hasOwn(response, name)) evidence[name] = value;
  }
  return evidence;
}

/** Returns a status as it looks: without invisible characters, full-width letters and what precedes the first letter. */
const wordOf = (status: string) =>
  status
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/^\P{L}+/u, '')
    .trim();

/** A single reason needs no list. Does not call methods of the Array, which the page may have replaced. */
function readReasons(value: unknown): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  if (Array.isArray(value))
    for (let index = 0; index < value.length && index < MAX_REASONS; index++)
      reasons.push(readReason(value[index]));
  else if (value && !isEmptyObject(value)) reasons.push(readReason(value));
  return reasons;
}

/** Returns whether a value is `{}`, of any realm. The contents of other objects, such as a Set, are not in properties. */
function isEmptyObject(value: unknown): boolean {
  if (typeof value !== 'object' || Reflect.ownKeys(value as object).length > 0) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function readReason(reason: unknown): VerdictReason {
  if (typeof reason === 'string') return { type: 'OTHER', detail: reason };
  const { type, detail } = ownProperties(reason);
  return {
    type: typeof type === 'string' ? type : 'OTHER',
    detail: typeof detail === 'string' ? detail : null,
  };
}
