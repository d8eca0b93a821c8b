/** Validation and serialisation of the arguments that callers pass to the client. */
import { describe } from '../shared/describe.js';
import { type ErrorCode, FlowWidgetError } from '../shared/error.js';

/** An escaped lone surrogate in the output of `JSON.stringify`. Rust strings cannot contain one. */
const LONE_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/**
 * Reads fields of an options object, whose getters may throw.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function readFields<T extends object, K extends keyof T>(options: T, ...names: K[]): Pick<T, K> {
  if (options === null || typeof options !== 'object') {
    throw new FlowWidgetError('invalid-config', 'The options must be an object.');
  }
  const fields = { __proto__: null } as unknown as Pick<T, K>;
  try {
    for (const name of names) {
      // A polluted `Object.prototype` supplies no value.
      if (!(name in Object.prototype) || Object.hasOwn(options, name)) fields[name] = options[name];
    }
  } catch (cause) {
    throw new FlowWidgetError('invalid-config', 'Reading the options threw an error; see `cause`.', {
      cause,
    });
  }
  return fields;
}

/**
 * Checks that JSON passes an optional value on to the core, which checks the rest. JSON would leave a function or a symbol
 * out, and turn `NaN` into `null`, so the default would be used instead of an error.
 *
 * @param expected the type, such as `a string`; objects are passed on only if it is `an object`
 * @throws FlowWidgetError `code`
 */
export function checkCarried<T>(
  name: string,
  expected: string,
  value: T,
  code: ErrorCode = 'invalid-config',
): T {
  const isCarried =
    value === undefined ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    (typeof value === 'object' && (value === null || expected === 'an object'));
  if (isCarried) return value;
  throw new FlowWidgetError(code, `\`${name}\` must be ${expected}, not ${describe(value)}.`);
}

/** The type of timeouts and counts. */
export const INTEGER = 'an integer from 0 to 4294967295';

/** Checks an optional callback. */
export function checkFunction(name: string, value: unknown): void {
  if (value === undefined || value === null || typeof value === 'function') return;
  throw new FlowWidgetError('invalid-config', `\`${name}\` must be a function.`);
}

/** Checks a session id. */
export function checkSessionId(sessionId: unknown): string {
  if (typeof sessionId === 'string' && sessionId !== '') return sessionId;
  throw new FlowWidgetError('invalid-config', 'The session id must be a non-empty string.');
}

/** Checks an optional signal. */
export function checkSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  try {
    // `reason` is read as well: the call must be able to reject with it.
    const { addEventListener, aborted } = readFields(signal, 'addEventListener', 'aborted', 'reason');
    if (typeof addEventListener === 'function' && typeof aborted === 'boolean') return signal;
  } catch {
    // An object with unreadable fields is not a valid signal.
  }
  throw new FlowWidgetError('invalid-config', '`signal` must be an AbortSignal.');
}

/** Checks an optional timeout. Infinity becomes 0, "no limit". */
export function checkTimeout(timeout: number | undefined): number | undefined {
  return timeout === Number.POSITIVE_INFINITY ? 0 : checkCarried('timeout', INTEGER, timeout);
}

/**
 * Serialises the input of a call into the core.
 *
 * @throws FlowWidgetError `invalid-metadata`, `invalid-config`
 */
export function toJson(input: object): string {
  let text: string;
  try {
    text = JSON.stringify(input);
  } catch (cause) {
    throw new FlowWidgetError('invalid-metadata', 'The metadata must be serialisable as JSON; see `cause`.', {
      cause,
    });
  }
  if (!LONE_SURROGATE.test(text)) return text;
  throw new FlowWidgetError(
    'metadata' in input ? 'invalid-metadata' : 'invalid-config',
    'A string contains a lone surrogate: half of a character outside the Basic Multilingual Plane.',
  );
}
