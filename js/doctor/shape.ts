/** Compares a result with the contract: which known fields are there, with which types, and which are not known. */
import { displayName, typeOf } from './display.js';
import { FIELDS, hasType, isObject, REASON_FIELDS, type Source } from './fields.js';

/** A field of a response that the contract knows. */
export interface KnownField {
  /** The path, such as `liveness_result.prediction`. */
  readonly path: string;
  readonly expected: string;
  readonly source: Source;
  /** The type in the response. */
  readonly actual: string;
  readonly matches: boolean;
}

/** What a result contains. Names and types only. */
export interface Shape {
  readonly known: readonly KnownField[];
  /** Fields that the contract does not know, as `path: type`, each once. */
  readonly unknown: readonly string[];
}

/** How deep fields within unknown fields are listed. */
const MAX_DEPTH = 6;
/** How many entries of an array are read. */
const MAX_ENTRIES = 50;
/** How many unknown fields are listed. */
const MAX_UNKNOWN = 40;

/** Returns the fields of a result. */
export function shapeOf(result: Record<string, unknown>): Shape {
  const known: KnownField[] = [];
  const unknown = new Set<string>();

  const visit = (value: unknown, path: string, shown: string, depth: number): void => {
    if (depth > MAX_DEPTH || unknown.size > MAX_UNKNOWN) return;
    if (Array.isArray(value)) {
      for (const entry of value.slice(0, MAX_ENTRIES)) visit(entry, `${path}[]`, `${shown}[]`, depth);
      return;
    }
    if (!isObject(value)) return;
    const isReason = /(^|\.)(failure_reason|flow_session_failure_reasons\[\])$/.test(path);
    const fields = isReason ? REASON_FIELDS : Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined;
    for (const [name, child] of Object.entries(value)) {
      const prefix = path === '' ? '' : `${path}.`;
      const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
      const shownPath = `${shown === '' ? '' : `${shown}.`}${displayName(name)}`;
      if (field) {
        const [expected, source] = field;
        known.push({
          path: `${prefix}${name}`,
          expected,
          source,
          actual: typeOf(child),
          matches: hasType(child, expected),
        });
      } else unknown.add(`${shownPath}: ${typeOf(child)}`);
      visit(child, `${prefix}${name}`, shownPath, depth + 1);
    }
  };
  visit(result, '', '', 0);
  return { known, unknown: [...unknown] };
}

/** Returns at most so many texts as one, and how many more there are. */
export function listOf(texts: readonly string[], most = MAX_UNKNOWN): string {
  const rest = texts.length - most;
  return texts.slice(0, most).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
}
