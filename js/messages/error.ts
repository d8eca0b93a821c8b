/** Chooses the text for an error: by its code and, for some codes, by the response or the findings. */
import type { EnvironmentFinding } from '../shared/environment-report.js';
import type { ErrorCode } from '../shared/error.js';
import { SITUATIONS, type Situation } from './situations.js';

/** The fields of a `FlowWidgetError` or another error. */
export interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly body?: unknown;
  readonly retryable?: unknown;
  readonly findings?: unknown;
}

const CODES: Record<ErrorCode, Situation> = {
  'invalid-config': 'unavailable',
  'container-not-found': 'unavailable',
  'unsupported-environment': 'browser',
  'session-source-failed': 'start',
  'session-timeout': 'network',
  'script-load-failed': 'network',
  'script-timeout': 'network',
  'script-blocked': 'unavailable',
  'widget-missing': 'unavailable',
  // A session id works once, so that only a new session can succeed; another attempt creates one.
  'start-failed': 'start',
  'session-active': 'active',
  'finish-timeout': 'timeout',
  'wasm-load-failed': 'network',
  internal: 'unavailable',
  'invalid-metadata': 'unavailable',
  'api-key-in-browser': 'unavailable',
  network: 'network',
  http: 'unavailable',
  'invalid-response': 'unavailable',
  // The user has finished; another attempt would create a second session.
  'result-timeout': 'pending',
};

/** Problems of the page itself, which the user cannot solve, are `unavailable`. */
const FINDINGS: Record<EnvironmentFinding['code'], Situation> = {
  'insecure-context': 'unavailable',
  'camera-unsupported': 'browser',
  'camera-blocked': 'unavailable',
  'camera-denied': 'cameraDenied',
  'camera-missing': 'cameraMissing',
  'camera-busy': 'cameraBusy',
  'microphone-blocked': 'unavailable',
  'microphone-denied': 'microphoneDenied',
  'microphone-missing': 'microphoneMissing',
  'microphone-busy': 'microphoneBusy',
  'wasm-unsupported': 'browser',
  'wasm-blocked': 'unavailable',
  'frame-blocked': 'unavailable',
  'in-app-browser': 'inApp',
};

/** Returns what to say about an error, or `undefined` if it is unknown. */
export function situationOfError(error: ErrorLike): Situation | undefined {
  const { name, code } = error;
  if (name === 'AbortError') return 'cancelled';
  if (name === 'TimeoutError') return 'timeout';
  const situation = lookUp(CODES, code);
  if (code === 'http') return situationOfResponse(error) ?? situation;
  if (code === 'unsupported-environment') return situationOfFindings(error.findings) ?? situation;
  return situation;
}

/** Returns the entry of a table, if the key is one of its own. */
function lookUp(table: Readonly<Record<string, Situation>>, key: unknown): Situation | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What to say about a response of the backend. Its body decides whether a retry makes sense, else the error does. */
function situationOfResponse({ status, body, retryable }: ErrorLike): Situation | undefined {
  const handlerError = Object(Object(body).error) as { code?: unknown; retryable?: unknown };
  if (status === 401) return 'signIn';
  // The token of the session has expired. A 404 without this code comes from a wrong URL.
  if (status === 404 && handlerError.code === 'not-found') return 'expired';
  const isRetryable = [handlerError.retryable, Object(body).retryable, retryable].find(
    (value) => typeof value === 'boolean',
  );
  const code = Number(status);
  if (!(isRetryable ?? (code >= 500 || [408, 425, 429].includes(code)))) return undefined;
  return code === 429 ? 'busy' : 'service';
}

/**
 * What to say about findings: errors outweigh warnings; of them, one that rules out another attempt is decisive, else the
 * first.
 */
function situationOfFindings(findings: unknown): Situation | undefined {
  if (!Array.isArray(findings)) return undefined;
  const some = findings.slice(0, Object.keys(FINDINGS).length).map((finding) => Object(finding));
  const describe = (list: readonly { code?: unknown }[]) => {
    const situations = list.map(situationOfFinding).filter((situation) => situation !== undefined);
    return situations.find((situation) => !SITUATIONS[situation][1]) ?? situations[0];
  };
  return describe(some.filter(({ severity }) => severity !== 'warning')) ?? describe(some);
}

/** Returns what to say about a finding, or `undefined` if it is unknown. */
export const situationOfFinding = ({ code }: { readonly code?: unknown }): Situation | undefined =>
  lookUp(FINDINGS, code);
