import { HttpError } from './http-error.js';
import { withLimit } from './limit.js';

const JSON_TYPE = /^application\/(?:[^\s;/]+\+)?json\s*(?:;|$)/i;

/** The maximum number of values in a body. A value takes far more time and memory than its text. */
const MAX_VALUES = 100_000;

/** A body that middleware has read, so that the handler cannot know it. The message says what the application can do. */
export class ConsumedBodyError extends Error {
  override name = 'ConsumedBodyError';

  constructor(
    message = 'A body parser has read the body of the request. Mount the handler before the parser, or assign the parsed body to `body` of the request that is passed to `toNodeHandler`.',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The limits of a request's body. */
export interface BodyLimits {
  /** The maximum length, in bytes. */
  maxBody: number;
  /** The time limit, in ms; 0 means no limit. */
  bodyTimeout: number;
}

/**
 * Reads a JSON object, in UTF-8, from the body of a request. Returns `undefined` for an empty body.
 *
 * @param type `json` requires a content type for JSON; `any` ignores the content type
 * @throws HttpError 400, 408, 413, 415
 * @throws ConsumedBodyError
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  type: 'json' | 'any',
): Promise<object | undefined> {
  const bytes = await readBytes(request, limits);
  if (bytes.length === 0) return undefined;
  if (type === 'json' && !JSON_TYPE.test(request.headers.get('content-type')?.trim() ?? '')) {
    throw new HttpError(
      415,
      'unsupported-media-type',
      'The content type of the body must be application/json.',
    );
  }
  if (countValues(bytes) > MAX_VALUES) {
    const limit = MAX_VALUES.toLocaleString('en');
    throw new HttpError(413, 'body-too-large', `The body has more than ${limit} values.`);
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

/** Returns an upper bound for the number of values in JSON: counts what precedes a value, in strings too. */
function countValues(json: Uint8Array): number {
  let count = 1;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index];
    // `,`, `[` and `{`
    if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count += 1;
  }
  return count;
}

/** Reads the body. The limit applies to the bytes received; `Content-Length` only allows an earlier rejection. */
async function readBytes(request: Request, { maxBody, bodyTimeout }: BodyLimits): Promise<Uint8Array> {
  const tooLarge = new HttpError(413, 'body-too-large', `The body is longer than ${maxBody} bytes.`);
  if (Number(request.headers.get('content-length')) > maxBody) throw tooLarge;
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const tooSlow = () =>
    new HttpError(408, 'body-timeout', `The body did not arrive within ${bodyTimeout / 1000} s.`, true);
  try {
    return await withLimit(readAll(reader, maxBody, tooLarge), bodyTimeout, tooSlow);
  } catch (error) {
    // Discards the rest. If cancelling fails, the error response is still sent.
    reader.cancel().catch(() => {});
    throw error;
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  tooLarge: HttpError,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (true) {
    const { done, value } = await reader.read().catch((error) => {
      if (error instanceof ConsumedBodyError) throw error;
      throw new HttpError(400, 'invalid-body', 'The body is incomplete: the connection was closed.');
    });
    if (done) break;
    length += value.length;
    if (length > limit) throw tooLarge;
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
