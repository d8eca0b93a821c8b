import { FlowWidgetError } from '../shared/error-class.js';
import type { VerifyBackend, VerifyConfig } from '../shared/verify-types.js';

/** The default of `timeouts.result`, in ms. */
const RESULT_TIMEOUT = 60_000;

/** The validated options that only `verify` has. */
export interface VerifyOptions {
  /** The absolute URL; `undefined` if there is a `backend`. */
  readonly endpoint: string | undefined;
  readonly backend: VerifyBackend | undefined;
  readonly headers: Headers;
  readonly credentials: RequestCredentials | undefined;
  /** The body of the request that creates a session. */
  readonly body: string;
  readonly metadata: unknown;
  readonly watch: boolean;
  readonly resume: boolean;
  /** How long to wait for the verdict after the widget has finished, in ms; 0 means no limit. */
  readonly timeout: number;
  readonly onState: VerifyConfig['onState'];
}

/**
 * Validates the options that only `verify` has.
 *
 * @param config a snapshot of the config
 * @param base the base URL of the page
 * @throws FlowWidgetError `invalid-config` with the field, the expected and the actual value;
 * `unsupported-environment` outside a page
 */
export function readOptions(config: VerifyConfig, base: string | undefined): VerifyOptions {
  if (base === undefined) {
    throw new FlowWidgetError(
      'unsupported-environment',
      'Call this in a page, not on a server or in a worker.',
    );
  }
  const { backend, onState, credentials, metadata, watch, resume } = config;
  if (backend != null) checkBackend(config);
  const endpoint = backend == null ? resolveEndpoint(config.endpoint, base) : undefined;
  if (onState != null && typeof onState !== 'function') throw invalid('onState', 'a function', onState);
  for (const [name, value] of Object.entries({ watch, resume })) {
    if (value != null && typeof value !== 'boolean') throw invalid(name, 'true or false', value);
  }
  if (resume && endpoint === undefined)
    throw invalid('resume', 'used with `endpoint`', 'true with `backend`');
  if (credentials != null && !/^(omit|same-origin|include)$/.test(format(credentials)))
    throw invalid('credentials', '"omit", "same-origin" or "include"', credentials);
  const timeout = convert('timeouts', () => config.timeouts?.result) ?? RESULT_TIMEOUT;
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout < 2 ** 31))
    throw invalid('timeouts.result', 'milliseconds, from 0 (no limit) to 2147483647', timeout);
  return {
    endpoint,
    backend: backend ?? undefined,
    headers: readHeaders(config.headers),
    credentials: credentials ?? undefined,
    body: convert('metadata', () => JSON.stringify({ metadata }), 'serialisable as JSON'),
    metadata,
    watch: watch ?? true,
    resume: resume ?? false,
    timeout,
    onState,
  };
}

function checkBackend({ backend, endpoint }: VerifyConfig): void {
  if (endpoint != null) throw invalid('endpoint', 'absent if there is a `backend`', endpoint);
  const expected = 'an object with the functions `createSession` and `getVerdict`';
  const isComplete = convert(
    'backend',
    () => typeof backend?.createSession === 'function' && typeof backend.getVerdict === 'function',
  );
  if (!isComplete) throw invalid('backend', expected, backend);
}

/** Returns the absolute URL of the endpoint, without a trailing slash in its path. */
function resolveEndpoint(endpoint: unknown, base: string): string {
  const expected = 'the URL of your backend\'s handler, such as "/api/flow"';
  if (typeof endpoint !== 'string' || endpoint.trim() === '') throw invalid('endpoint', expected, endpoint);
  try {
    const url = new URL(endpoint, base);
    const { protocol, username, password } = url;
    if (/^https?:$/.test(protocol) && !username && !password) {
      url.hash = '';
      return url.href;
    }
  } catch {
    // Reported below.
  }
  // A URL with credentials is not repeated in the message.
  throw invalid('endpoint', expected, endpoint.includes('@') ? 'a URL with credentials' : endpoint);
}

/** Copies the headers. `Content-Type` is ours: the body is always JSON. */
function readHeaders(given: HeadersInit | undefined): Headers {
  const expected = "header names with their values, such as `{ 'x-tenant': '7' }`";
  // `new Headers` would read a string as a list of pairs of characters.
  if (given != null && typeof given !== 'object') throw invalid('headers', expected, given);
  const headers = convert('headers', () => new Headers(given ?? undefined), expected);
  headers.set('content-type', 'application/json');
  return headers;
}

/** Returns the result of `read`, which reads or converts a field. Converts an exception to `invalid-config`. */
function convert<T>(field: string, read: () => T, expected?: string): T {
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
