import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';

/** Bytes that are encoded at once: divisible by three, so that no padding comes in between. */
const PIECE = 3 * 4096;

/**
 * A photograph as `metadata.face2face.photo1` wants it: base64, without a `data:` prefix. Takes photographs
 * of any size; the service's limit is checked when the session is created.
 */
export async function encodePhoto(photo: Blob | ArrayBuffer | Uint8Array): Promise<string> {
  const bytes = await bytesOf(photo).catch((cause) => {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    throw new FlowWidgetError('invalid-config', 'The photograph could not be read; see `cause`.', { cause });
  });
  let text = '';
  for (let start = 0; start < bytes.length; start += PIECE) {
    // Spreading a whole photograph into one call would overflow the stack.
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + PIECE)));
  }
  return text;
}

async function bytesOf(photo: Blob | ArrayBuffer | Uint8Array): Promise<Uint8Array> {
  if (ArrayBuffer.isView(photo)) return new Uint8Array(photo.buffer, photo.byteOffset, photo.byteLength);
  if (photo instanceof ArrayBuffer) return new Uint8Array(photo);
  if (typeof photo?.arrayBuffer === 'function') return new Uint8Array(await photo.arrayBuffer());
  throw new FlowWidgetError('invalid-config', 'A photograph must be a Blob, an ArrayBuffer or a Uint8Array.');
}
