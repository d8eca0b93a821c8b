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
  messages: 4_600,
  static: [
    { names: ['startSession'], most: 1_050 },
    { names: ['verify'], most: 1_200 },
    {
      names: [
        ...['startSession', 'openSession', 'verify', 'loadWidget', 'preload', 'checkEnvironment'],
        ...['negotiateLocale', 'FlowWidgetError'],
      ],
      most: 1_430,
    },
  ],
};

/** Returns the size in bytes: uncompressed, and compressed at the highest levels. */
export const sizesOf = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

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
