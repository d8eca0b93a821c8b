/** Texts about foreign data that are safe to publish: they tell names, types and addresses, but no values. */

/** Returns a URL without credentials, query and fragment. */
export function displayUrl(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Returns the target of a redirect as in {@link displayUrl}. */
export function displayTarget(location: string | null, base: string): string {
  return location !== null && URL.canParse(location, base)
    ? displayUrl(new URL(location, base))
    : 'an invalid address';
}

/** The maximum length of a name that is shown, in characters: less than that of an API key. */
const MAX_NAME = 46;
/** The maximum number of digits in a name that is shown. */
const MAX_DIGITS = 5;

/**
 * Returns a name that the service chose: of a field, a technology or a status. A text that does not look like a name is not
 * shown, because it may be data: digits may be a number of a person, hexadecimal digits an id, and words the name of a person.
 */
export const displayName = (name: string): string => displayIf(/^[a-z_][\w.:-]*$/i, name);

/** Returns the name of a technology, which may have several words. */
export const displayTitle = (name: string): string => displayIf(/^[a-z_][\w .:-]*$/i, name);

function displayIf(pattern: RegExp, name: string): string {
  const isId = name.replace(/\D/g, '').length > MAX_DIGITS || /[\da-f]{8}-[\da-f]{4}-/i.test(name);
  const isName = pattern.test(name) && !isId && name.length <= MAX_NAME;
  return isName ? name : `(a text of ${name.length} characters)`;
}

/** Returns the type of a JSON value. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Returns the type of a JSON value with its article. */
export const aTypeOf = (value: unknown): string => withArticle(typeOf(value));

/** Returns a type with its article. */
export const withArticle = (type: string): string =>
  type === 'null' ? type : `${/^[ao]/.test(type) ? 'an' : 'a'} ${type}`;

/** Returns a media type without its parameters, such as `text/html`, or an empty string. */
export function mediaType(headers: Headers): string {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return /^[\w.+-]+\/[\w.+-]+$/.test(type.trim()) ? type.trim().toLowerCase() : '';
}

/** Returns a media type for a text. */
export const displayMediaType = (headers: Headers): string => mediaType(headers) || 'no content type';

/** Returns a number of bytes for a text. */
export const displaySize = (bytes: number): string =>
  bytes < 10_000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} KB`;
