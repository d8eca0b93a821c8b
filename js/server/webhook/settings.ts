import { own } from '../../shared/own.js';
import {
  type CommonSettings,
  check,
  checkApiKey,
  checkCommon,
  checkFunctions,
  checkSecrets,
  validated,
} from '../checks.js';
import { checkNames } from '../names.js';
import type { WebhookHandlerOptions } from './options.js';

/** The validated options, with defaults. `secrets` is empty if every request is accepted. */
export type WebhookSettings<Context> = Omit<WebhookHandlerOptions<Context>, 'secret'> &
  CommonSettings & { secrets: readonly string[] };

/** The minimum length of a secret, in characters. It can only be guessed by sending requests. */
const MIN_SECRET_LENGTH = 16;
/** The minimum number of different characters of a secret. */
const MIN_SECRET_VARIETY = 6;

/**
 * Validates the options and adds the defaults.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function webhookSettingsOf<Context>(
  options: WebhookHandlerOptions<Context>,
): WebhookSettings<Context> {
  return validated(() => {
    const rest = own(options);
    const { secret, maxBody = 16_777_216, timeout = 25_000, bodyTimeout = 10_000 } = rest;
    const { apiKey, onResult, onEvent, onError, seen } = rest;
    if (typeof apiKey !== 'function') checkApiKey(apiKey);
    check(typeof onResult === 'function', 'onResult', 'a function that handles a final verdict', onResult);
    checkFunctions({ onEvent, seen, onError });
    checkNames(options);
    checkCommon(own({ ...rest, timeout, bodyTimeout, maxBody }));
    // `secret: undefined` is usually a missing environment variable, which must not open the handler to everyone.
    if (Object.hasOwn(rest, 'secret')) checkSecrets(secret, MIN_SECRET_LENGTH, MIN_SECRET_VARIETY);
    const { secret: _, ...others } = rest;
    return own({
      ...others,
      secrets: secret === undefined ? [] : [secret].flat(),
      maxBody,
      timeout,
      bodyTimeout,
    });
  });
}
