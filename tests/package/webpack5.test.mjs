// webpack 5 without loaders, experiments or plugins.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { builtApp } from './support/app.mjs';
import { fixture, run, runScript } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';

/** Asserts that webpack reported no errors and no warnings, for one bundle or several. */
const assertSuccess = (output) => assert.match(output, /^(webpack compiled successfully\s+)+$/);

const app = builtApp(async () => {
  const folder = await fixture('webpack5');
  assertSuccess(await runScript(folder, 'build'));
  const args = ['build', '--config', 'generated.config.js', '--stats', 'errors-warnings'];
  assertSuccess(await run(folder, 'webpack', args));
  await writePage(`${folder}/entries.html`, '<script defer src="dist-entries/main.js"></script>');
  return folder;
});

test('the default entry point works', () => app.flow('/index.html'));

test('/slim finds its wasm automatically', () => app.flow('/slim.html'));

test('/slim works with the wasm as an asset module', () => app.flow('/slim-asset.html'));

test('the wasm is emitted once', async () => {
  const files = await readdir(`${app.folder}/dist`);
  assert.equal(files.filter((file) => file.endsWith('.wasm')).length, 1, files.join());
});

test('every entry point can be imported', () => app.exportsAll('/entries.html'));

test('a chunk that failed once is loaded by the next call', () => app.retries('/entries.html'));

test('imports without names add nothing to the bundle', async () => {
  assert.deepEqual(await readdir(`${app.folder}/dist-bare`), ['main.js']);
  assert.equal(await readFile(`${app.folder}/dist-bare/main.js`, 'utf8'), '');
});
