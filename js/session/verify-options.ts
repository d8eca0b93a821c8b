import { FlowWidgetError } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import type { Mode } from '../shared/types.js';
import type { VerifyBackend, VerifyConfig } from '../shared/verify-types.js';

/** The default of `timeouts.result`, in ms. */
const RESULT_TIMEOUT = 60_000;

/** The URL of the service's hosted page, without the session id. */
const HOSTED_URL = 'https://remote.biometric.kz/flow/';
const MODES: readonly string[] = ['widget', 'frame', 'window', 'redirect'];

/** The validated options that only `verify` has. */
export interface VerifyOptions {
  /** The absolute URL; `undefined` if there is a `backend`. */
  readonly endpoint: string | undefined;
  readonly backend: VerifyBackend | undefined;
  readonly headers: Headers;
  readonly credentials: RequestCredentials | undefined;
  /** Identifies repetitions of the request that creates a session. */
  readonly idempotencyKey: string;
  /** The body of the request that creates a session. */
  readonly body: string;
  readonly metadata: unknown;
  /** The modes to try, in order: `mode`, and `fallback` if there is one. */
  readonly modes: readonly Mode[];
  /** The absolute URL of the hosted page, without the session id. */
  readonly hostedUrl: string;
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
  const { backend, onState, credentials, metadata, watch } = config;
  if (backend != null) checkBackend(config);
  const endpoint =
    backend == null ? resolveUrl('endpoint', config.endpoint, base, ENDPOINT_EXPECTED) : undefined;
  if (onState != null && typeof onState !== 'function') throw invalid('onState', 'a function', onState);
  for (const [name, value] of Object.entries({ watch, resume: config.resume })) {
    if (value != null && typeof value !== 'boolean') throw invalid(name, 'true or false', value);
  }
  const modes = readModes(config);
  const resume = config.resume || modes.includes('redirect');
  if (resume && endpoint === undefined) {
    if (config.resume) throw invalid('resume', 'used with `endpoint`', 'true with `backend`');
    throw invalid('endpoint', 'set if `mode` or `fallback` is "redirect"', endpoint);
  }
  if (credentials != null && !/^(omit|same-origin|include)$/.test(format(credentials)))
    throw invalid('credentials', '"omit", "same-origin" or "include"', credentials);
  const timeout = convert('timeouts', () => config.timeouts?.result) ?? RESULT_TIMEOUT;
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout < 2 ** 31))
    throw invalid('timeouts.result', 'milliseconds, from 0 (no limit) to 2147483647', timeout);
  // Not `randomUUID`, which pages without https lack.
  const idempotencyKey = crypto.getRandomValues(new Uint32Array(4)).join('-');
  return {
    endpoint,
    backend: backend ?? undefined,
    headers: readHeaders(config.headers),
    credentials: credentials ?? undefined,
    body: convert(
      'metadata',
      () => JSON.stringify({ metadata, idempotency_key: idempotencyKey }),
      'serialisable as JSON',
    ),
    metadata,
    idempotencyKey,
    modes,
    hostedUrl: resolveUrl('hostedUrl', config.hostedUrl ?? HOSTED_URL, base, HOSTED_EXPECTED),
    watch: watch ?? true,
    resume,
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

/** Returns the modes to try, in order. */
function readModes({ mode, fallback }: VerifyConfig): Mode[] {
  const isMode = (value: unknown) => MODES.includes(value as string);
  if (mode != null && !isMode(mode))
    throw invalid('mode', 'one of "widget", "frame", "window", "redirect"', mode);
  if (fallback != null && (!isMode(fallback) || (fallback as Mode) === 'widget'))
    throw invalid('fallback', 'one of "frame", "window", "redirect"', fallback);
  return [...new Set([mode ?? 'widget', ...(fallback ? [fallback] : [])])];
}

const ENDPOINT_EXPECTED = 'the URL of your backend\'s handler, such as "/api/flow"';
const HOSTED_EXPECTED = `the URL of the hosted page, such as "${HOSTED_URL}"`;

/** Returns what a message says of a URL: one with credentials is not repeated. */
const withoutCredentials = (url: string) => (url.includes('@') ? 'a URL with credentials' : url);

/** Returns the absolute URL without its fragment. */
function resolveUrl(name: string, value: unknown, base: string, expected: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(name, expected, value);
  try {
    const url = new URL(value, base);
    const { protocol, username, password } = url;
    if (/^https?:$/.test(protocol) && !username && !password) {
      url.hash = '';
      return url.href;
    }
  } catch {
    // Reported below.
  }
  throw invalid(name, expected, withoutCredentials(value));
}

/** Schemes that no script can have. Apps have schemes of their own, such as `capacitor:`. */
const NOT_A_SCRIPT = /^(javascript|ftp|wss?|mailto|tel|about|view-source):/;

/**
 * Makes the URLs of the widget's script absolute, because the page may navigate before the core reads them. The core
 * reports invalid ones.
 *
 * @throws FlowWidgetError `invalid-config` for one that can never be loaded: the call would spend a session
 */
export function resolveSources(src: VerifyConfig['src'], base: string | undefined): VerifyConfig['src'] {
  const resolve = (given: string) => {
    if (!given.trim()) return given;
    const url = new URL(given, base);
    if (NOT_A_SCRIPT.test(url.protocol))
      throw invalid('src', "the URL of the widget's script", withoutCredentials(given));
    return url.href;
  };
  try {
    return typeof src === 'string' ? resolve(src) : src?.map(resolve);
  } catch (error) {
    if (isInstance(error, FlowWidgetError)) throw error;
    return src;
  }
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
