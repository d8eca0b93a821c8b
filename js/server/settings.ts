import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';
import type { CorsOptions } from './cors.js';
import type { Identity } from './identity.js';
import type { FlowHandlerOptions } from './options.js';

/** The validated options, with defaults. */
export type Settings<Id extends Identity, Context> = Omit<FlowHandlerOptions<Id, Context>, 'secret'> & {
  secrets: readonly string[];
  lifetime: number;
  maxBody: number;
  timeout: number;
};

/** The minimum length of a secret, in characters. A shorter one could be recovered from a token by brute force. */
const MIN_SECRET_LENGTH = 32;

/**
 * Validates the options and adds the defaults.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function settingsOf<Id extends Identity, Context>(
  options: FlowHandlerOptions<Id, Context>,
): Settings<Id, Context> {
  try {
    return validate(options);
  } catch (cause) {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    // A getter of the options may throw, and some values cannot be converted to strings.
    throw new FlowWidgetError('invalid-config', 'Reading the options threw an error; see `cause`.', {
      cause,
    });
  }
}

function validate<Id extends Identity, Context>(
  options: FlowHandlerOptions<Id, Context>,
): Settings<Id, Context> {
  const { apiKey, secret, lifetime = 3_600_000, maxBody = 65_536, timeout = 30_000, ...rest } = options;
  const check = (valid: boolean, message: string) => {
    if (!valid) throw new FlowWidgetError('invalid-config', message);
  };
  check(
    typeof apiKey === 'string' && apiKey !== '',
    '`apiKey` must be the API key of a flow. Is the environment variable set?',
  );
  check(
    typeof rest.authorize === 'function',
    '`authorize` must be a function that returns the user who sent the request.',
  );
  for (const [name, value] of Object.entries({ present: rest.present, onError: rest.onError })) {
    check(value === undefined || typeof value === 'function', `\`${name}\` must be a function.`);
  }
  const metadata = rest.metadata ?? undefined;
  check(
    metadata === undefined || typeof metadata === 'function' || typeof metadata === 'object',
    '`metadata` must be an object or a function.',
  );
  const checkInteger = (name: string, value: number, min: number) =>
    check(Number.isSafeInteger(value) && value >= min, `\`${name}\` must be a whole number, ${min} or more.`);
  checkInteger('lifetime', lifetime, 1);
  checkInteger('maxBody', maxBody, 0);
  checkInteger('timeout', timeout, 0);
  const secrets = secret === undefined ? [apiKey] : [secret].flat();
  check(
    secrets.length > 0 && (secret === undefined || secrets.every(isStrong)),
    `\`secret\` must have ${MIN_SECRET_LENGTH} characters or more, for example 32 random bytes in base64.`,
  );
  if (rest.cors) checkOrigins(rest.cors, check);
  check(
    rest.path === undefined || (typeof rest.path === 'string' && /^(\/[^/?#]+)*\/?$/.test(rest.path)),
    '`path` must be a path that begins with a slash, without a query.',
  );
  return { ...rest, apiKey, secrets, lifetime, maxBody, timeout };
}

function isStrong(secret: unknown): boolean {
  return typeof secret === 'string' && secret.length >= MIN_SECRET_LENGTH;
}

function checkOrigins(cors: CorsOptions, check: (valid: boolean, message: string) => void): void {
  check(Array.isArray(cors.origins), '`cors.origins` must be a list of origins.');
  for (const origin of cors.origins) {
    check(
      typeof origin === 'string' && isOrigin(origin),
      '`cors.origins` must contain origins such as `https://shop.example`, without a path; `*` is not allowed.',
    );
  }
}

/** Returns whether the text is an origin. `*` and `null` are not: both would match arbitrary pages. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && !text.includes('*');
}
