// What a page pays: bytes as a server sends them, brotli at its best.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { sizesOf } from '../../../scripts/build/sizes.mjs';

test('the core, as esbuild leaves it in an app, stays within its budget', async () => {
  // Without `charset: 'utf8'` esbuild escapes all but ASCII: the inlined wasm must not grow by that.
  const { outputFiles } = await build({
    entryPoints: ['dist/core-inline.js'],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  });
  const { length } = brotliCompressSync(outputFiles[0].contents);
  assert.ok(length <= 17_500, `${length} bytes`);
});

/** The chunks that are imported lazily. */
const LAZY = ['./core-inline.js', './verdict.js', './dialog.js', './environment.js'];

for (const [what, names, most] of [
  ['the facade, in every page from the start', ['startSession'], 1_000],
  [
    'all of the facade',
    [
      ...['startSession', 'openSession', 'verify', 'loadWidget', 'preload', 'checkEnvironment'],
      ...['negotiateLocale', 'FlowWidgetError'],
    ],
    1_345,
  ],
]) {
  test(`${what}, stays within its budget`, async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export { ${names} } from 'flow-widget-loader'`,
        resolveDir: process.cwd(),
      },
      alias: { 'flow-widget-loader': './dist/index.js' },
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
      external: LAZY,
    });
    const { length } = brotliCompressSync(outputFiles[0].contents);
    assert.ok(length <= most, `${length} bytes`);
  });
}

test('what is fetched on demand stays within its budget', () => {
  for (const [name, most] of [
    ['dialog', 2_500],
    ['environment', 1_400],
    ['verdict', 2_000],
  ]) {
    const { brotli } = sizesOf(`dist/${name}.js`);
    assert.ok(brotli <= most, `${name}: ${brotli} bytes`);
  }
});

test('the wrappers, without the facade that they stand on, stay within their budgets', () => {
  for (const [name, most] of [
    ['element', 1_350],
    ['react', 1_100],
    ['vue', 1_200],
  ]) {
    const { brotli } = sizesOf(`dist/${name}.js`);
    assert.ok(brotli <= most, `${name}: ${brotli} bytes`);
  }
});

test('a bare import bundles to nothing', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "import 'flow-widget-loader'", resolveDir: process.cwd() },
    alias: { 'flow-widget-loader': './dist/index.js' },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    external: LAZY,
    logLevel: 'silent',
  });
  assert.equal(outputFiles[0].text.trim(), '');
});
