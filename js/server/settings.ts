import { own } from '../shared/own.js';
import {
  type CommonSettings,
  check,
  checkApiKey,
  checkBoolean,
  checkCommon,
  checkFunctions,
  checkInteger,
  checkSecret,
  checkSecrets,
  validated,
} from './checks.js';
import type { CorsOptions } from './cors.js';
import type { Identity } from './identity.js';
import { checkNames } from './names.js';
import type { FlowHandlerOptions } from './options.js';

/** The validated options, with defaults. `secrets` is undefined if the API key is the secret. */
export type Settings<Id extends Identity, Context> = Omit<FlowHandlerOptions<Id, Context>, 'secret'> &
  CommonSettings & {
    secrets: readonly string[] | undefined;
    lifetime: number;
  };

/** The minimum length of a secret, in characters. A shorter one could be recovered from a token by brute force. */
const MIN_SECRET_LENGTH = 32;
/** The minimum number of different characters of a secret. Random hexadecimal digits practically always have more. */
const MIN_SECRET_VARIETY = 8;
/** The maximum of `lifetime`, in ms: 365 days. */
const MAX_LIFETIME = 365 * 24 * 3_600_000;

/**
 * Validates the options and adds the defaults.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function settingsOf<Id extends Identity, Context>(
  options: FlowHandlerOptions<Id, Context>,
): Settings<Id, Context> {
  return validated(() => {
    checkNames(options);
    const rest = own(options);
    const {
      secret,
      lifetime = 3_600_000,
      maxBody = 65_536,
      timeout = 25_000,
      bodyTimeout = 10_000,
      cors,
    } = rest;
    delete rest.secret;
    if (typeof rest.apiKey !== 'function') checkApiKey(rest.apiKey);
    const { authorize, present, onCreated, onVerdict, onError, onWarning, path } = rest;
    const user = 'a function that returns the user who sent the request';
    check(typeof authorize === 'function', 'authorize', user, authorize);
    checkFunctions({ present, onCreated, onVerdict, onError, onWarning });
    const metadata = rest.metadata ?? undefined;
    const isMetadata = metadata === undefined || typeof metadata === 'function' || isObject(metadata);
    check(isMetadata, 'metadata', 'an object or a function', metadata);
    checkInteger('lifetime', lifetime, 1, MAX_LIFETIME, ' ms (365 days)');
    checkCommon(own({ ...rest, timeout, bodyTimeout, maxBody }));
    checkBoolean('trustProxy', rest.trustProxy);
    if (secret !== undefined) checkSecrets(secret, MIN_SECRET_LENGTH, MIN_SECRET_VARIETY);
    const isPath = path === undefined || (typeof path === 'string' && /^(\/[^/?#]+)*\/?$/.test(path));
    check(isPath, 'path', 'a path that begins with a slash, without a query', path);
    return own({
      ...rest,
      ...(cors && { cors: corsOf(cors) }),
      // Encoded as in a request, whose URL the handler compares it with.
      ...(path !== undefined && { path: new URL(path, 'http://host').pathname }),
      secrets: secret === undefined ? undefined : [secret].flat(),
      lifetime,
      maxBody,
      timeout,
      bodyTimeout,
    });
  });
}

/**
 * Checks an API key that also signs tokens: a short one could be recovered from a token by brute force. Real keys have
 * 47 characters or more (the service's guide, section 1).
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function checkSigningKey(apiKey: string): void {
  const expected = `a string of ${MIN_SECRET_LENGTH} or more characters unless \`secret\` is set`;
  checkSecret(apiKey.length >= MIN_SECRET_LENGTH, 'apiKey', expected, apiKey);
}

/** Returns a validated copy, so that later changes to the lists have no effect. */
function corsOf(cors: CorsOptions): CorsOptions {
  check(isObject(cors), 'cors', 'an object with `origins`', cors);
  const { origins, headers = [], credentials } = own(cors);
  check(Array.isArray(origins), 'cors.origins', 'a list of origins', origins);
  for (const origin of origins) {
    const expected = 'a list of origins such as `https://shop.example`, without path and without `*`';
    check(typeof origin === 'string' && isOrigin(origin), 'cors.origins', expected, origin);
  }
  check(Array.isArray(headers), 'cors.headers', 'a list of header names', headers);
  for (const name of headers) {
    const isName = typeof name === 'string' && /^[\w!#$%&'+.^`|~-]+$/.test(name);
    check(isName, 'cors.headers', 'a list of header names, without `*`', name);
  }
  checkBoolean('cors.credentials', credentials);
  return own({
    origins: [...origins],
    headers: [...headers],
    ...(credentials !== undefined && { credentials }),
  });
}

/**
 * Returns whether the text is an origin. `*` and `null` are not: both would match arbitrary pages. For the schemes of
 * apps, such as `capacitor://localhost`, `URL.origin` is always `null`.
 */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false;
  const { origin, href, host, username, password } = new URL(text);
  if (origin !== 'null') return origin === text;
  return (
    host !== '' && href === text && username === '' && password === '' && /^[^:]+:\/\/[^/?#]+$/.test(text)
  );
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}
