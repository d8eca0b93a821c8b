import { FlowWidgetError } from '../shared/error-class.js';
import type { Verdict, VerdictReason } from '../shared/verify-types.js';

/** Statuses of a session that has ended and was not passed, whatever else the response says. */
const NOT_PASSED = /^(failed|expired|cancell?ed|aborted|rejected|error)(?!\p{L})/iu;

/**
 * Reads the verdict in a response of the backend. Returns `undefined` while it is not final: it is final if `passed` is
 * a boolean, or if `status` says that the session has ended.
 *
 * @throws FlowWidgetError `invalid-response` if it is the verdict of another session
 */
export function readVerdict(response: Record<string, unknown>, sessionId: string): Verdict | undefined {
  const { session_id, status, passed, cancelled, failure_reasons, ...more } = response;
  if (session_id != null && session_id !== sessionId)
    throw new FlowWidgetError('invalid-response', 'The backend returned the verdict of another session.');
  const word = typeof status === 'string' ? status.trim() : '';
  const failed = NOT_PASSED.test(word);
  if (typeof passed !== 'boolean' && !failed && word.toUpperCase() !== 'FINISHED') return undefined;
  return {
    ...more,
    sessionId,
    status: status as string,
    passed: failed ? false : typeof passed === 'boolean' ? passed : null,
    cancelled: cancelled === true,
    failureReasons: Array.isArray(failure_reasons) ? failure_reasons.map(readReason) : [],
  };
}

function readReason(reason: unknown): VerdictReason {
  const { type, detail } = (reason ?? {}) as Record<string, unknown>;
  return {
    type: typeof type === 'string' ? type : 'OTHER',
    detail: typeof reason === 'string' ? reason : typeof detail === 'string' ? detail : null,
  };
}
