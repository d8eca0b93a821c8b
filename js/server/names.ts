/** Validation of the names of options, since a misspelt one would be ignored: with `secrets`, a handler had no secret. */
import { FlowWidgetError } from '../shared/error.js';
import { check } from './checks.js';
import type { FlowHandlerOptions } from './options.js';
import type { WebhookHandlerOptions } from './webhook/options.js';

/** Unknown names that are longer are cut, in characters. */
const MAX_NAME = 60;

/** The options of both handlers, which may be made from the same object. */
const NAMES: Record<keyof FlowHandlerOptions | keyof WebhookHandlerOptions, true> = {
  apiKey: true,
  authorize: true,
  secret: true,
  lifetime: true,
  metadata: true,
  present: true,
  onCreated: true,
  onVerdict: true,
  cors: true,
  trustProxy: true,
  path: true,
  onResult: true,
  onEvent: true,
  seen: true,
  maxBody: true,
  bodyTimeout: true,
  baseUrl: true,
  timeout: true,
  retries: true,
  onError: true,
  onWarning: true,
};

/**
 * Rejects options that would be ignored: those whose name is unknown, and those that are inherited or not enumerable, as
 * the getters of a class. A polluted `Object.prototype` supplies no option.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function checkNames(options: object): void {
  check(options !== null && typeof options === 'object', 'options', 'an object', options);
  const known = Object.keys(NAMES);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    fail(
      `${JSON.stringify(unknown.slice(0, MAX_NAME))} is not an option. The options are ${known.join(', ')}.`,
    );
  }
  for (const name of known) {
    const isIgnored = name in options && !Object.prototype.propertyIsEnumerable.call(options, name);
    const isPolluted = name in Object.prototype && !Object.hasOwn(options, name);
    if (isIgnored && !isPolluted) {
      fail(`\`${name}\` must be an own, enumerable property of the options, but is inherited or hidden.`);
    }
  }
}

function fail(message: string): never {
  throw new FlowWidgetError('invalid-config', message);
}
