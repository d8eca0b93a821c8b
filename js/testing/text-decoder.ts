/** A polyfill for `TextDecoder`, which Jest's jsdom environment lacks. Decodes valid UTF-8, as the core's strings are. */
export class Utf8Decoder {
  readonly encoding = 'utf-8';

  /** @throws URIError if the bytes are not valid UTF-8 */
  decode(bytes: Uint8Array = new Uint8Array()): string {
    const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`);
    return decodeURIComponent(escaped.join(''));
  }
}
