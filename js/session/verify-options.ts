import { FlowWidgetError } from '../shared/error.js';
import type { VerifyConfig } from '../shared/types.js';

const RESULT_LIMIT = 60_000;

/** What follows the session takes of the config. */
export interface VerdictOptions {
  readonly endpoint: string;
  readonly headers: Record<string, string> | undefined;
  readonly credentials: RequestCredentials | undefined;
  /** How long to ask for the verdict, in ms; 0 for ever. */
  readonly limit: number;
  readonly onState: VerifyConfig['onState'];
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads what only `verify` takes. The first request has left with the same by now: what is wrong is said
 * here, where it costs a page nothing that does right.
 *
 * @throws FlowWidgetError `invalid-config` naming the field, what was given and what is expected;
 * `unsupported-environment` where there is no page
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
  const address = 'the address of your backend\'s handler, such as "/api/flow"';
  if (typeof endpoint !== 'string' || endpoint === '') throw wrong('endpoint', address, endpoint);
  if (!isAddress(endpoint)) throw wrong('endpoint', address, endpoint);
  const onState = field('onState', () => config.onState);
  if (onState != null && typeof onState !== 'function') throw wrong('onState', 'a function', onState);
  const headers = field('headers', () => config.headers && { ...config.headers });
  field(
    'headers',
    () => new Headers(headers),
    "header names with their values, such as `{ 'x-tenant': '7' }`",
  );
  const credentials = field('credentials', () => config.credentials);
  if (credentials !== undefined && !/^(omit|same-origin|include)$/.test(name(credentials))) {
    throw wrong('credentials', '"omit", "same-origin" or "include"', credentials);
  }
  field('metadata', () => JSON.stringify(config.metadata), 'what can be written as JSON');
  const limit = field('timeouts', () => config.timeouts?.result) ?? RESULT_LIMIT;
  if (typeof limit !== 'number' || !(limit >= 0)) {
    throw wrong('timeouts.result', 'milliseconds, from 0 (no limit)', limit);
  }
  const signal = field('signal', () => (config.signal instanceof AbortSignal ? config.signal : undefined));
  // A Proxy before one passes for one until it is used.
  if (signal) field('signal', () => new Request('data:,', { signal }), 'an AbortSignal');
  return {
    endpoint,
    headers,
    credentials,
    limit,
    onState,
    // Of a signal that is none the core says so.
    signal,
  };
}

/** Reads or tries a field; a getter of the page's may throw. */
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

const wrong = (field: string, expected: string, given: unknown) =>
  new FlowWidgetError('invalid-config', `\`${field}\` must be ${expected}; got ${name(given)}.`);

/** A value for a message: texts as they are, of others what they are. */
function name(given: unknown): string {
  if (typeof given === 'string' || typeof given === 'number') return String(given);
  return given === null ? 'null' : typeof given;
}

/** What `fetch` would take for an address. */
function isAddress(endpoint: string): boolean {
  try {
    const { protocol, username, password } = new URL(endpoint, document.baseURI);
    return /^https?:$/.test(protocol) && !username && !password;
  } catch {
    return false;
  }
}
