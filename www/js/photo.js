/** A photo from the person's disk, as the service wants it: base64 of a JPEG or PNG. */

/** @import { Photo } from './types.d.ts' */

/** The largest file that is taken, in bytes. */
export const PHOTO_LIMIT = 10 * 1024 * 1024;

/** Why a file was not taken: the key of the text that says so. */
export class PhotoError extends Error {
  /** @param {'photoBad' | 'photoBig'} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @param {Uint8Array} head the first bytes of a file; its name and type may lie
 */
function isImage(head) {
  const jpeg = [0xff, 0xd8, 0xff];
  const png = [0x89, 0x50, 0x4e, 0x47];
  return [jpeg, png].some((magic) => magic.every((byte, index) => head[index] === byte));
}

/**
 * Reads a photo. The caller revokes `url` when it is no longer shown.
 *
 * @param {File} file
 * @returns {Promise<Photo>}
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
