/** The user who sent a request: a string that identifies the user, or an object with such an `id`. */
export type Identity = string | { readonly id: string | number | bigint };

/**
 * Returns the string that identifies the user in tokens; `undefined` if no user is signed in.
 *
 * @param authorized the value that `authorize` returned
 * @throws TypeError for a value that does not identify a single user, such as `true`: users would share their sessions
 */
export function identityOf(authorized: unknown): string | undefined {
  if (authorized === null || authorized === undefined || authorized === false || authorized === '')
    return undefined;
  const isObject = typeof authorized === 'object';
  const id = isObject ? (authorized as { id?: unknown }).id : authorized;
  if (typeof id === 'string' && id !== '') return id;
  if (isObject && (typeof id === 'bigint' || Number.isSafeInteger(id))) return String(id);
  throw new TypeError(
    '`authorize` must return a string that identifies the user, an object with an `id`, a Response, or null.',
  );
}
