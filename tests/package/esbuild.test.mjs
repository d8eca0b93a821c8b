// esbuild with its default options: with code splitting, as one module, and as one classic script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { builtApp } from './support/app.mjs';
import { bareFixture, execute } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';

const bundle = (folder, options) =>
  build({
    ...{ bundle: true, format: 'esm', minify: true, logLevel: 'silent', absWorkingDir: folder },
    ...options,
  });

const app = builtApp(async () => {
  const folder = await bareFixture('esbuild');
  assert.equal(await execute(folder, process.execPath, ['build.mjs']), '');
  for (const options of [
    { entryPoints: ['src/main.js'], outfile: 'dist/whole.js' },
    { entryPoints: ['src/main.js'], outfile: 'dist/classic.js', format: 'iife' },
    { entryPoints: ['generated/entries.js'], outdir: 'dist', splitting: true },
  ]) {
    assert.deepEqual((await bundle(folder, options)).warnings, []);
  }
  const output = '<output></output>\n';
  await writePage(`${folder}/whole.html`, `${output}<script type="module" src="dist/whole.js"></script>`);
  await writePage(`${folder}/classic.html`, `${output}<script defer src="dist/classic.js"></script>`);
  await writePage(`${folder}/entries.html`, '<script type="module" src="dist/entries.js"></script>');
  return folder;
});

test('the default entry point works with code splitting', () => app.flow('/index.html'));

test('the default entry point works as one module', () => app.flow('/whole.html'));

test('the default entry point works as one classic script', () => app.flow('/classic.html'));

test('/slim works with the wasm copied to the folder of the bundle', () => app.flow('/slim.html'));

test('every entry point can be imported', () => app.exportsAll('/entries.html'));

test('a chunk that failed once is loaded by the next call', () => app.retries('/entries.html'));

test('imports without names add nothing to the bundle', async () => {
  const options = { entryPoints: ['generated/bare.js'], write: false };
  const { warnings, outputFiles } = await bundle(app.folder, options);
  assert.equal(outputFiles[0].text.trim(), '');
  // esbuild warns that it drops these imports.
  assert.ok(warnings.every(({ id }) => id === 'ignored-bare-import'));
});
