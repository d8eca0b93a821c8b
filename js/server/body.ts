import { Problem } from './problem.js';

const JSON_TYPE = /^application\/(?:[^\s;/]+\+)?json\s*(?:;|$)/i;

/**
 * Reads a body that may be missing: a JSON object of at most `limit` bytes, in UTF-8.
 *
 * @throws Problem 400, 413, 415
 */
export async function readBody(request: Request, limit: number): Promise<{ metadata?: unknown }> {
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(request.headers.get('content-type')?.trim() ?? '')) {
    throw new Problem(415, 'unsupported-media-type', 'The body must be of the type application/json.');
  }
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Said below, as for JSON that is no object.
  }
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body;
  throw new Problem(400, 'invalid-body', 'The body must be a JSON object.');
}

/** The length that is announced saves reading; the one that counts is what arrives. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = new Problem(413, 'body-too-large', `The body is longer than ${limit} bytes.`);
  if (Number(request.headers.get('content-length')) > limit) throw tooLarge;
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw new Problem(400, 'invalid-body', 'The body broke off.');
    });
    if (done) break;
    length += value.length;
    if (length > limit) {
      // The rest is not wanted; whether the sender can be told does not matter.
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
