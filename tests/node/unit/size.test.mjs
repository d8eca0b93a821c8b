// The size of the files that a page downloads, in bytes after brotli.
// tests/package/vite8.test.mjs asserts the same for a Vite build.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';
import { BUDGETS, meanSize, sizesOf } from '../../../scripts/build/sizes.mjs';

/** Bundles an application with esbuild's `splitting` and `minify`. */
async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    alias: { 'flow-widget-loader': './dist/index.js' },
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, contents, text }) => ({
    name: path.split('/').at(-1),
    text,
    size: sizesOf(contents).brotli,
  }));
}

/** The chunks that are imported on first use. */
const LAZY = /^(core-inline|dialog|environment|hosted|verdict)-/;

for (const { names, most } of BUDGETS.static) {
  test(`an application that imports ${names.join(', ')} stays within the budgets`, async () => {
    const files = await bundle(`export { ${names} } from 'flow-widget-loader'`);
    const eager = files.filter(({ name }) => !LAZY.test(name));
    assert.deepEqual(
      eager.map(({ name }) => name),
      ['stdin.js'],
      'one file, and no shared chunk',
    );
    const size = meanSize(eager[0].text);
    assert.ok(size <= most, `${size} bytes`);
    const core = files.find(({ name }) => name.startsWith('core-inline-'));
    assert.ok(core.size <= BUDGETS.core, `core: ${core.size} bytes`);
  });
}

test('importing the package for its side effects bundles to nothing', async () => {
  const [{ text }] = await bundle("import 'flow-widget-loader'");
  assert.equal(text.trim(), '');
});

for (const [name, most] of [
  ['dialog', 4_600],
  ['environment', 3_560],
  ['hosted', 3_800],
  ['verdict', 5_890],
  ['element', 2_070],
  ['react', 1_260],
  ['vue', 1_400],
  ['messages', BUDGETS.messages],
  ['webview', 1_400],
]) {
  test(`dist/${name}.js stays within its budget`, () => {
    const { brotli } = sizesOf(readFileSync(`dist/${name}.js`));
    assert.ok(brotli <= most, `${brotli} bytes`);
  });
}
