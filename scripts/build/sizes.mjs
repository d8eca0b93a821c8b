import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/**
 * The most that the package may add to a bundled application, in bytes after brotli: the static part by the names that
 * are imported, and the chunk with the core.
 */
export const BUDGETS = {
  core: 17_500,
  static: [
    { names: ['startSession'], most: 1_050 },
    { names: ['verify'], most: 1_200 },
    {
      names: [
        ...['startSession', 'openSession', 'verify', 'loadWidget', 'preload', 'checkEnvironment'],
        ...['negotiateLocale', 'FlowWidgetError'],
      ],
      most: 1_420,
    },
  ],
};

/** A size in bytes: as it is, and compressed as well as a server can. */
export const sizesOf = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

/** The sizes of all JavaScript and WebAssembly files of a folder, as a table. */
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
