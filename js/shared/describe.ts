/** Strings that are longer are described by their length, in characters. */
const MAX_QUOTED = 60;

/** Describes a value that is not secret, for an error message: `NaN`, `"text"`, `a function`. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_QUOTED ? lengthOf(value) : JSON.stringify(value);
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      return value === null ? 'null' : isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}

/** Describes a string by its length. */
export const lengthOf = ({ length }: string) => `a string of ${length} characters`;

function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked Proxy.
    return false;
  }
}
