/** Returns whether a value can be a session id: text that a URL's path can contain as one segment. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && !/\p{Surrogate}/u.test(value) && !/^\.{0,2}$/.test(value);
}
