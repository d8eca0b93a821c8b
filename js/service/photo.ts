import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';

/** The number of bytes encoded at a time: a multiple of three, so that base64 adds no padding in between. */
const CHUNK_SIZE = 3 * 4096;

/**
 * Encodes a photo for `metadata.face2face.photo1` (the service's guide, section 3.1): as base64, without a `data:`
 * prefix. The size is not limited here; it is checked when the session is created.
 *
 * @throws FlowWidgetError `invalid-config` if the photo is of another type or cannot be read
 */
export async function encodePhoto(photo: Blob | ArrayBuffer | Uint8Array): Promise<string> {
  const bytes = await bytesOf(photo).catch((cause) => {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    throw new FlowWidgetError('invalid-config', 'Could not read the photo; see `cause`.', { cause });
  });
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK_SIZE) {
    // Passing all bytes as arguments of one call would overflow the stack.
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + CHUNK_SIZE)));
  }
  return text;
}

async function bytesOf(photo: Blob | ArrayBuffer | Uint8Array): Promise<Uint8Array> {
  if (ArrayBuffer.isView(photo)) return new Uint8Array(photo.buffer, photo.byteOffset, photo.byteLength);
  if (photo instanceof ArrayBuffer) return new Uint8Array(photo);
  if (typeof photo?.arrayBuffer === 'function') return new Uint8Array(await photo.arrayBuffer());
  throw new FlowWidgetError('invalid-config', 'The photo must be a Blob, an ArrayBuffer or a Uint8Array.');
}
