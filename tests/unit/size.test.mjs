// What a page pays: bytes as a server sends them, brotli at its best.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { sizesOf } from '../../scripts/build/sizes.mjs';

test('the core, fetched on first use, stays within its budget', () => {
  assert.ok(sizesOf('dist/loader-core.js').brotli <= 17_500);
});

test('the facade, in every page from the start, stays within its budget', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export { startSession } from './dist/index.js'", resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    external: ['./loader-core.js', './verdict.js'],
  });
  const { length } = brotliCompressSync(outputFiles[0].contents);
  assert.ok(length <= 1_331, `${length} bytes`);
});

test('a bare import bundles to nothing', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "import 'flow-widget-loader'", resolveDir: process.cwd() },
    alias: { 'flow-widget-loader': './dist/index.js' },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    external: ['./loader-core.js', './verdict.js'],
    logLevel: 'silent',
  });
  assert.equal(outputFiles[0].text.trim(), '');
});
