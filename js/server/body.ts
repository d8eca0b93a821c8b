import { HttpError } from './http-error.js';

const JSON_TYPE = /^application\/(?:[^\s;/]+\+)?json\s*(?:;|$)/i;

/**
 * Reads an optional JSON object, in UTF-8, from the body of a request. Returns `{}` for an empty body.
 *
 * @param limit the maximum length of the body, in bytes
 * @throws HttpError 400, 413, 415
 */
export async function readBody(request: Request, limit: number): Promise<{ metadata?: unknown }> {
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(request.headers.get('content-type')?.trim() ?? '')) {
    throw new HttpError(
      415,
      'unsupported-media-type',
      'The content type of the body must be application/json.',
    );
  }
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Reported below, like JSON that is not an object.
  }
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body;
  throw new HttpError(400, 'invalid-body', 'The body must be a JSON object.');
}

/** Reads the body. The limit applies to the bytes received; `Content-Length` only allows an earlier rejection. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = new HttpError(413, 'body-too-large', `The body is longer than ${limit} bytes.`);
  if (Number(request.headers.get('content-length')) > limit) throw tooLarge;
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw new HttpError(400, 'invalid-body', 'The body is incomplete: the connection was closed.');
    });
    if (done) break;
    length += value.length;
    if (length > limit) {
      // Discards the rest. If cancelling fails, the error response is still sent.
      reader.cancel().catch(() => {});
      throw tooLarge;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
