import { HttpError } from '../http-error.js';
import { isWellFormed } from '../identity.js';
import type { FlowEvent } from './events.js';

/** The maximum length of `id`, `event` and `session_id`, in characters. */
const MAX_LENGTH = 200;

/**
 * Checks the fields of an event that the handler relies on.
 *
 * @throws HttpError 400
 */
export function eventOf(body: object | undefined): FlowEvent {
  if (!body) throw new HttpError(400, 'invalid-body', 'The body must be a JSON object.');
  const fields = body as Partial<FlowEvent>;
  for (const name of ['id', 'event', 'session_id'] as const) {
    const value: unknown = fields[name];
    if (typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH && isWellFormed(value))
      continue;
    const message = `\`${name}\` must be a string of 1 to ${MAX_LENGTH} characters, but is ${typeOf(value)}.`;
    throw new HttpError(400, 'invalid-body', message);
  }
  return fields as FlowEvent;
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}
