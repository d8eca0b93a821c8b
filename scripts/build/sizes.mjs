import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A file's size in bytes, as it is and as servers send it. */
export function sizesOf(path) {
  const bytes = readFileSync(path);
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
}

/** A table of what the package ships and what each file weighs. */
export function sizeTable(folder = 'dist') {
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => /\.(js|wasm)$/.test(name))
    .sort();
  const rows = files.map((name) => {
    const { raw, gzip, brotli } = sizesOf(join(folder, name));
    return [name, raw, gzip, brotli].map((cell) =>
      typeof cell === 'number' ? cell.toLocaleString('en') : cell,
    );
  });
  const head = ['bytes', 'raw', 'gzip', 'brotli'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ');
  return [head, ...rows].map(line).join('\n');
}
