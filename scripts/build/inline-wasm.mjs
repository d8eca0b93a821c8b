import { readFile } from 'node:fs/promises';

/** Code of the alphabet's first character. Below it are the two prefixes (32 and 33) and the quotation mark. */
const FIRST = 35;
/** Number of characters in the alphabet: byte values below it need no prefix. */
const SIZE = 91;

/** Returns the offset of the data section, the last section of a module without custom sections. */
function dataSection(bytes) {
  let at = 8;
  while (at < bytes.length && bytes[at] !== 11) {
    let length = 0;
    let shift = 0;
    let byte;
    at += 1;
    do {
      byte = bytes[at++];
      length |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    at += length;
  }
  return at;
}

/**
 * Returns JavaScript that exports the bytes of a module as a `Uint8Array`.
 *
 * Base64 would add 30 % after compression, because it destroys the patterns of the bytes; this encoding adds 2 %. Code
 * is written with one ASCII character for each byte up to 90 (these are frequent) and two for each other byte: bundlers
 * such as esbuild escape characters that are not ASCII. Data is mostly text and stays as it is.
 */
export function inlineWasm(bytes) {
  const data = dataSection(bytes);
  const code = Array.from(bytes.subarray(0, data), (byte) => {
    const row = Math.min(Math.floor(byte / SIZE), 2);
    return (row ? String.fromCharCode(31 + row) : '') + String.fromCharCode(byte - row * SIZE + FIRST);
  }).join('');
  // Split between a NUL and a digit: Parcel 2 writes that NUL as `\0`, which with the digit is an invalid octal escape.
  const texts = Buffer.from(bytes.subarray(data))
    .toString('latin1')
    .split(/(?<=\0)(?=\d)/);
  // Plain loops: a function call for each byte is slower as long as the engine interprets the code.
  return `const code = ${JSON.stringify(code)}, data = ${JSON.stringify(texts)}.join('');
    const bytes = new Uint8Array(${bytes.length});
    let length = 0;
    let offset = 0;
    for (let index = 0; index < code.length; index++) {
      const value = code.charCodeAt(index) - ${FIRST};
      if (value < 0) offset = (value + 4) * ${SIZE};
      else {
        bytes[length++] = value + offset;
        offset = 0;
      }
    }
    for (let index = 0; index < data.length; index++) bytes[length++] = data.charCodeAt(index);
    export default bytes;`;
}

/** An esbuild plugin for `import bytes from './module.wasm'`. */
export const inlineWasmPlugin = {
  name: 'inline-wasm',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: inlineWasm(await readFile(path)) }));
  },
};
