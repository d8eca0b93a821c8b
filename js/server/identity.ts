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
  if (typeof id === 'string' && id !== '') {
    if (isWellFormed(id)) return id;
    throw new TypeError(
      '`authorize` returned an id with a lone surrogate, half of a character: such ids cannot be told apart in UTF-8.',
    );
  }
  if (isObject && (typeof id === 'bigint' || Number.isSafeInteger(id))) return String(id);
  throw new TypeError(
    '`authorize` must return a string that identifies the user, an object with an `id`, a Response, or null.',
  );
}

/** Returns whether a string has no lone surrogates. (`String.prototype.isWellFormed` is missing in older runtimes.) */
export function isWellFormed(text: string): boolean {
  // With the flag `u`, a surrogate pair is one character, which does not match.
  return !/\p{Surrogate}/u.test(text);
}
