import { isInstance } from '../shared/instance-of.js';
import type { HttpError } from './http-error.js';

/** Serialises a value as JSON without the API key. */
export type Serialize = (value: unknown) => string;

/** Creates a JSON response that must not be cached. */
export function jsonResponse(
  serialize: Serialize,
  status: number,
  body: unknown,
  headers: object = {},
): Response {
  return textResponse(status, serialize(body), headers);
}

/** Creates a response from JSON text; see `jsonResponse`. */
export function textResponse(status: number, text: string, headers: object = {}): Response {
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
  });
}

/** Creates the response for an error. */
export function errorResponse(
  serialize: Serialize,
  { status, code, message, retryable, headers }: HttpError,
): Response {
  return jsonResponse(serialize, status, { error: { code, message, retryable } }, headers);
}

/** Returns the response with additional headers. `Vary` is extended, other headers are replaced. */
export function withHeaders(response: Response, headers: Record<string, string>): Response {
  const entries = Object.entries(headers);
  if (entries.length === 0) return response;
  // A copy, because the headers of some responses are immutable, such as those of `Response.redirect`.
  const copy = new Response(response.body, response);
  // The copy has no `url`, so an adapter cannot see that it comes from `fetch`.
  if (isFetched(response)) removeEncoding(copy.headers);
  for (const [name, value] of entries) {
    if (name === 'Vary') copy.headers.append(name, value);
    else copy.headers.set(name, value);
  }
  return copy;
}

/** Returns whether `fetch` returned the response, and so has decoded its body. Other responses have no `url`. */
export function isFetched(response: Response): boolean {
  return !!response.url;
}

/** Removes the headers that describe a body before it was decoded. */
export function removeEncoding(headers: Headers): void {
  headers.delete('content-encoding');
  headers.delete('content-length');
}

/** Returns whether a value is a `Response`, also of another implementation or realm. Reading a value may throw. */
export function isResponse(value: unknown): value is Response {
  if (isInstance(value, Response)) return true;
  try {
    const { status, headers, arrayBuffer } = value as Partial<Response>;
    return (
      Number.isInteger(status) && typeof headers?.get === 'function' && typeof arrayBuffer === 'function'
    );
  } catch {
    return false;
  }
}

/**
 * Returns a copy of a response of the application, which may return the same one again: a body can be read only once. One of
 * another implementation becomes a `Response` of this runtime.
 */
export async function ownResponse(response: Response): Promise<Response> {
  // `fetch` returns a new one for each request, and its body may be long.
  if (isInstance(response, Response)) return isFetched(response) ? response : response.clone();
  const { status, statusText, headers } = response as Response;
  const body = await (response as Response).clone().arrayBuffer();
  const copy = new Response(body.byteLength > 0 ? body : null, {
    status,
    statusText,
    headers: [...headers] as [string, string][],
  });
  if (isFetched(response)) removeEncoding(copy.headers);
  return copy;
}
