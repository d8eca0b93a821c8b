import { FlowWidgetError } from '../shared/error-class.js';
import type { VerifyConfig } from '../shared/verify-types.js';

/** The default of `timeouts.result`, in ms. */
const RESULT_TIMEOUT = 60_000;

/** The validated options that `verify` needs after its first request. */
export interface VerdictOptions {
  readonly endpoint: string;
  readonly headers: Record<string, string> | undefined;
  readonly credentials: RequestCredentials | undefined;
  /** How long to request the verdict, in ms; 0 means no limit. */
  readonly timeout: number;
  readonly onState: VerifyConfig['onState'];
  readonly signal: AbortSignal | undefined;
}

/**
 * Validates the options that only `verify` has. They are validated after the first request has been sent, which keeps
 * this code out of the part of the package that every page loads at once.
 *
 * @throws FlowWidgetError `invalid-config` with the field, the expected and the actual value;
 * `unsupported-environment` outside a page
 */
export function readOptions(config: VerifyConfig): VerdictOptions {
  if (config === null || typeof config !== 'object') {
    throw new FlowWidgetError('invalid-config', 'The config must be an object.');
  }
  if (!globalThis.document) {
    throw new FlowWidgetError(
      'unsupported-environment',
      'Call this in a page, not on a server or in a worker.',
    );
  }
  const endpoint = field('endpoint', () => config.endpoint);
  const expectedUrl = 'the URL of your backend\'s handler, such as "/api/flow"';
  if (typeof endpoint !== 'string' || endpoint === '') throw invalid('endpoint', expectedUrl, endpoint);
  if (!isUrl(endpoint)) throw invalid('endpoint', expectedUrl, endpoint);
  const onState = field('onState', () => config.onState);
  if (onState != null && typeof onState !== 'function') throw invalid('onState', 'a function', onState);
  const headers = field('headers', () => config.headers && { ...config.headers });
  field(
    'headers',
    () => new Headers(headers),
    "header names with their values, such as `{ 'x-tenant': '7' }`",
  );
  const credentials = field('credentials', () => config.credentials);
  if (credentials !== undefined && !/^(omit|same-origin|include)$/.test(format(credentials))) {
    throw invalid('credentials', '"omit", "same-origin" or "include"', credentials);
  }
  field('metadata', () => JSON.stringify(config.metadata), 'serialisable as JSON');
  const timeout = field('timeouts', () => config.timeouts?.result) ?? RESULT_TIMEOUT;
  if (typeof timeout !== 'number' || !(timeout >= 0)) {
    throw invalid('timeouts.result', 'milliseconds, from 0 (no limit)', timeout);
  }
  // The core reports a signal that is not an AbortSignal.
  const signal = field('signal', () => (config.signal instanceof AbortSignal ? config.signal : undefined));
  // A Proxy of an AbortSignal passes `instanceof`, but `fetch` rejects it.
  if (signal) field('signal', () => new Request('data:,', { signal }), 'an AbortSignal');
  return { endpoint, headers, credentials, timeout, onState, signal };
}

/** Returns the result of `read`, which reads or converts a field. Converts an exception to `invalid-config`. */
function field<T>(field: string, read: () => T, expected?: string): T {
  try {
    return read();
  } catch (cause) {
    const message = expected
      ? `\`${field}\` must be ${expected}; see \`cause\`.`
      : `Reading \`${field}\` threw an error; see \`cause\`.`;
    throw new FlowWidgetError('invalid-config', message, { cause });
  }
}

const invalid = (field: string, expected: string, actual: unknown) =>
  new FlowWidgetError('invalid-config', `\`${field}\` must be ${expected}; got ${format(actual)}.`);

/** Formats a value for a message: strings and numbers as they are, other values by their type. */
function format(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return value === null ? 'null' : typeof value;
}

/** Returns whether `fetch` accepts the text as an HTTP URL, absolute or relative to the page. */
function isUrl(endpoint: string): boolean {
  try {
    const { protocol, username, password } = new URL(endpoint, document.baseURI);
    return /^https?:$/.test(protocol) && !username && !password;
  } catch {
    return false;
  }
}
