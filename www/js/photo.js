/** Reads a photo file into the service's format: base64 of a JPEG or PNG. */

/** @import { Photo } from './types.d.ts' */

/** Maximum size of a photo file, in bytes. */
export const PHOTO_LIMIT = 10 * 1024 * 1024;

/** The error for a rejected file. */
export class PhotoError extends Error {
  /** @param {'photoBad' | 'photoBig'} reason key of the text that explains it */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Returns whether a file is a JPEG or PNG, by its content: its name and MIME type are not reliable.
 *
 * @param {Uint8Array} head the first four bytes
 */
function isImage(head) {
  const jpeg = [0xff, 0xd8, 0xff];
  const png = [0x89, 0x50, 0x4e, 0x47];
  return [jpeg, png].some((magic) => magic.every((byte, index) => head[index] === byte));
}

/**
 * Reads a photo. The caller must revoke the returned `url`.
 *
 * @param {File} file
 * @returns {Promise<Photo>} rejects with a `PhotoError` if the file is too large or not a JPEG or PNG
 */
export async function readPhoto(file) {
  if (file.size > PHOTO_LIMIT) throw new PhotoError('photoBig');
  if (!isImage(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) throw new PhotoError('photoBad');
  /** @type {string} */
  const dataUrl = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const base64 = dataUrl.slice(dataUrl.indexOf(',') + 1);
  return { name: file.name, size: file.size, base64, url: URL.createObjectURL(file) };
}
