import { readFile } from 'node:fs/promises';

/** The first character of the alphabet, after the two prefixes and the quotation mark. */
const FIRST = 35;
/** How many bytes the alphabet has a character for. */
const SIZE = 91;

/** Returns where the data section starts, which is the last one of a module without custom sections. */
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
 * Base64 would cost 30 % after compression, because it destroys the patterns of the bytes; this costs 2 %. Code is
 * written with one ASCII character for each of the bytes up to 90, which are the frequent ones, and two for the others: a
 * bundler that escapes other characters (esbuild does) changes nothing. Data is mostly text and stays as it is.
 */
export function inlineWasm(bytes) {
  const data = dataSection(bytes);
  const code = Array.from(bytes.subarray(0, data), (byte) => {
    const row = Math.min(Math.floor(byte / SIZE), 2);
    return (row ? String.fromCharCode(31 + row) : '') + String.fromCharCode(byte - row * SIZE + FIRST);
  }).join('');
  const text = Buffer.from(bytes.subarray(data)).toString('latin1');
  // Loops, because a call for each byte takes longer while the engine still interprets the code.
  return `const code = ${JSON.stringify(code)}, data = ${JSON.stringify(text)};
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
