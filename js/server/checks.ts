/** Validation of the options of the handlers. Error messages contain no keys or secrets. */
import { describe, lengthOf } from '../shared/describe.js';
import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';
import { isWellFormed } from './identity.js';
import { MAX_TIMEOUT } from './limit.js';

/** The maximum of `maxBody`, in bytes. */
const MAX_BODY = 64 * 1024 * 1024;
/** The maximum of `retries`. */
const MAX_RETRIES = 100;

/** The options that the handlers share, with defaults. */
export interface CommonSettings {
  timeout: number;
  bodyTimeout: number;
  maxBody: number;
  baseUrl?: string | undefined;
  retries?: number | undefined;
}

/**
 * Runs a validation. An exception that is not a FlowWidgetError becomes one: a getter of the options may throw, and
 * some values cannot be converted to strings.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function validated<T>(validate: () => T): T {
  try {
    return validate();
  } catch (cause) {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    throw new FlowWidgetError('invalid-config', 'Reading the options threw an error; see `cause`.', {
      cause,
    });
  }
}

/**
 * Rejects an invalid option.
 *
 * @param expected what the option must be, such as `a function`
 * @throws FlowWidgetError `invalid-config`
 */
export function check(valid: boolean, name: string, expected: string, given: unknown): void {
  if (!valid) fail(name, `${expected}, not ${describe(given)}`);
}

/** Like {@link check}, for options that are secret: the message describes only the type and length of the value. */
export function checkSecret(valid: boolean, name: string, expected: string, given: unknown): void {
  if (!valid) fail(name, `${expected}, not ${describeSecret(given)}`);
}

function fail(name: string, requirement: string): never {
  throw new FlowWidgetError('invalid-config', `\`${name}\` must be ${requirement}.`);
}

/** Checks that optional callbacks are functions. */
export function checkFunctions(callbacks: object): void {
  for (const [name, value] of Object.entries(callbacks)) {
    check(value === undefined || typeof value === 'function', name, 'a function', value);
  }
}

/** Checks a number. `unit` follows the maximum in the message, such as ` ms (365 days)`. */
export function checkInteger(name: string, value: unknown, min: number, max: number, unit = ''): void {
  const valid = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  const limit = max.toLocaleString('en');
  check(valid, name, `a whole number from ${min} to ${limit}${unit}`, value);
}

/** Checks an optional boolean. */
export function checkBoolean(name: string, value: unknown): void {
  check(value === undefined || typeof value === 'boolean', name, 'true or false', value);
}

/** Checks the options that the handlers share. */
export function checkCommon({ timeout, bodyTimeout, maxBody, baseUrl, retries }: CommonSettings): void {
  checkInteger('timeout', timeout, 0, MAX_TIMEOUT, ' ms');
  checkInteger('bodyTimeout', bodyTimeout, 0, MAX_TIMEOUT, ' ms');
  checkInteger('maxBody', maxBody, 0, MAX_BODY, ' bytes');
  if (retries !== undefined) checkInteger('retries', retries, 0, MAX_RETRIES);
  if (baseUrl === undefined) return;
  check(typeof baseUrl === 'string', 'baseUrl', 'a URL', baseUrl);
  // The value is not quoted: it may contain credentials.
  if (!isServiceUrl(baseUrl)) {
    fail(
      'baseUrl',
      'an http(s) URL without credentials, query and fragment, such as `https://kyc.biometric.kz`',
    );
  }
}

function isServiceUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && !/[?#\s]/.test(text);
}

/** Checks an API key that is given as an option. */
export function checkApiKey(key: unknown): void {
  const expected = `${API_KEY} or a function that returns it ${hintFor(key)}`;
  checkSecret(isApiKey(key), 'apiKey', expected, key);
}

/** Checks an API key that the function in the options returned. */
export function checkReturnedKey(key: unknown): void {
  if (isApiKey(key)) return;
  const message = `The function \`apiKey\` must return ${API_KEY} ${hintFor(key)}, not ${describeSecret(key)}.`;
  throw new FlowWidgetError('invalid-config', message);
}

const API_KEY = "the flow's API key";
const hintFor = (key: unknown) =>
  typeof key === 'string' && key !== '' ? '(without white space)' : '(is the environment variable set?)';

const isApiKey = (key: unknown) =>
  typeof key === 'string' && /^[^\s\p{Cc}]+$/u.test(key) && isWellFormed(key);

/**
 * Checks a secret or a list of secrets.
 *
 * @param length the minimum length of a secret, in characters
 * @param variety the minimum number of different characters
 */
export function checkSecrets(secret: unknown, length: number, variety: number): void {
  const secrets = [secret].flat();
  check(secrets.length > 0, 'secret', 'a string or a list of at least one string', secret);
  for (const each of secrets) {
    const expected = `a string of ${length} or more random characters, such as the output of \`openssl rand -hex 32\``;
    const strong = typeof each === 'string' && each.length >= length && new Set(each).size >= variety;
    checkSecret(strong && isWellFormed(each), 'secret', expected, each);
  }
}

/** @throws FlowWidgetError `api-key-in-browser` */
export function checkNotInBrowser(): void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return;
  throw new FlowWidgetError(
    'api-key-in-browser',
    'Every visitor of a page can read the API key in it. Use the handler in your backend.',
  );
}

/** Describes the type and length of a value. */
function describeSecret(value: unknown): string {
  return typeof value === 'string' && value !== '' ? lengthOf(value) : describe(value);
}
