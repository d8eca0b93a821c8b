/** Bytes that are encoded at once: divisible by three, so that no padding comes in between. */
const PIECE = 3 * 4096;

/**
 * A photograph as `metadata.face2face.photo1` wants it: base64, without a `data:` prefix. Takes photographs
 * of any size; the service's limit is checked when the session is created.
 */
export async function encodePhoto(photo: Blob | ArrayBuffer | Uint8Array): Promise<string> {
  const buffer =
    photo instanceof Uint8Array ? photo : 'arrayBuffer' in photo ? await photo.arrayBuffer() : photo;
  const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
  let text = '';
  for (let start = 0; start < bytes.length; start += PIECE) {
    // Spreading a whole photograph into one call would overflow the stack.
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + PIECE)));
  }
  return text;
}
