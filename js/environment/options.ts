import { FlowWidgetError } from '../shared/error-class.js';
import { own } from '../shared/own.js';
import type { EnvironmentOptions } from '../shared/types.js';
import { originOf } from './page.js';
import { tryOr } from './query.js';

/**
 * Validates the options of `checkEnvironment`, and returns a copy of them.
 *
 * @throws FlowWidgetError `invalid-config` with the field, the expected and the actual value
 */
export function readOptions(given: unknown): EnvironmentOptions {
  if (given != null && typeof given !== 'object') throw invalid('options', 'an object', given);
  let options: EnvironmentOptions;
  try {
    options = own((given ?? {}) as EnvironmentOptions);
  } catch (cause) {
    throw new FlowWidgetError('invalid-config', 'Reading `options` threw an error; see `cause`.', { cause });
  }
  for (const name of ['microphone', 'probe'] as const) {
    const value: unknown = options[name];
    if (value != null && typeof value !== 'boolean') throw invalid(`options.${name}`, 'true or false', value);
  }
  const { signal, hostedUrl } = options;
  if (!originOf(hostedUrl))
    throw invalid(
      'options.hostedUrl',
      'the http(s) URL of the hosted page, without credentials',
      typeof hostedUrl,
    );
  if (signal != null && !isSignal(signal)) throw invalid('options.signal', 'an AbortSignal', signal);
  return options;
}

/** By its members: a signal of another realm, or of a polyfill, is not an instance of this page's class. */
const isSignal = (signal: AbortSignal) =>
  tryOr(false, () => typeof signal.aborted === 'boolean' && typeof signal.addEventListener === 'function');

function invalid(field: string, expected: string, actual: unknown): FlowWidgetError {
  const got = /^(string|number)$/.test(typeof actual) ? JSON.stringify(actual) : typeof actual;
  return new FlowWidgetError('invalid-config', `\`${field}\` must be ${expected}; got ${got}.`);
}
