/** `instanceof` for what somebody else has thrown: a Proxy may throw when it is asked for its prototype. */
export function isInstance<T>(value: unknown, of: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof of;
  } catch {
    return false;
  }
}
