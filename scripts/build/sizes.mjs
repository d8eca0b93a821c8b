import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/**
 * Limits for what the package adds to a bundled application, in bytes after brotli: `static` for the code that is
 * loaded first, depending on the imported names, `core` for the chunk with the core, and `messages` for the entry point
 * with the texts for users.
 */
export const BUDGETS = {
  core: 17_500,
  messages: 4_680,
  static: [
    { names: ['startSession'], most: 1_050 },
    { names: ['verify'], most: 1_240 },
    {
      names: [
        ...['startSession', 'openSession', 'verify', 'loadWidget', 'preload', 'checkEnvironment'],
        ...['negotiateLocale', 'FlowWidgetError'],
      ],
      most: 1_480,
    },
  ],
};

/** Returns the size in bytes: uncompressed, and compressed at the highest levels. */
export const sizesOf = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

/** The hash that esbuild adds to the name of a chunk. */
const HASH = /-[A-Z0-9]{8}(?=\.js")/g;
const HASHES = [
  '7QX2MZKD',
  'B3RTYVNA',
  'LW5HC6GE',
  'UO4PSJ2F',
  'ZK7DAXQ3',
  'N6GVBE5T',
  'HC2MWRYL',
  'F4JOPSU7',
];

/**
 * Returns the brotli size of a module that imports chunks, in bytes: the mean over several hashes in their names. Those
 * alone change the size by up to 10 bytes.
 */
export function meanSize(text) {
  const sizes = HASHES.map((_, shift) => {
    let index = shift;
    return sizesOf(Buffer.from(text.replace(HASH, () => `-${HASHES[index++ % HASHES.length]}`))).brotli;
  });
  return Math.round(sizes.reduce((sum, size) => sum + size) / sizes.length);
}

/** Returns a table of the sizes of all JavaScript and WebAssembly files in a folder. */
export function sizeTable(folder = 'dist') {
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => /\.(js|wasm)$/.test(name))
    .sort();
  const rows = files.map((name) => {
    const { raw, gzip, brotli } = sizesOf(readFileSync(join(folder, name)));
    return [name, ...[raw, gzip, brotli].map((size) => size.toLocaleString('en'))];
  });
  const width = Math.max(...files.map(({ length }) => length));
  return [['bytes', 'raw', 'gzip', 'brotli'], ...rows]
    .map(([name, ...cells]) => name.padEnd(width) + cells.map((cell) => cell.padStart(8)).join(''))
    .join('\n');
}
