/** `instanceof` that never throws: a thrown Proxy may itself throw when asked for its prototype. */
export function isInstance<T>(value: unknown, type: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}
