// Parcel 2. By default it reads `main` of a package but not `exports`; an option in the app's package.json changes that.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { builtApp } from './support/app.mjs';
import { fixture, run } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';

const OPTION = '@parcel/resolver-default';

const build = (folder, output, ...pages) =>
  run(folder, 'parcel', [
    ...['build', ...pages, '--dist-dir', output, '--public-url', './'],
    ...['--no-cache', '--no-source-maps', '--log-level', 'warn'],
  ]);

/** Calls `work` while the option is removed from the app's package.json. */
async function withoutOption(folder, work) {
  const text = await readFile(`${folder}/package.json`, 'utf8');
  const { [OPTION]: option, ...manifest } = JSON.parse(text);
  assert.ok(option);
  await writeFile(`${folder}/package.json`, JSON.stringify(manifest));
  await work();
  await writeFile(`${folder}/package.json`, text);
}

const app = builtApp(async () => {
  const folder = await fixture('parcel2');
  await writePage(`${folder}/entries.html`, '<script type="module" src="./generated/entries.js"></script>');
  await withoutOption(folder, async () => {
    assert.equal((await build(folder, 'dist-default', 'index.html')).trim(), '');
  });
  assert.equal((await build(folder, 'dist', 'index.html', 'slim.html', 'entries.html')).trim(), '');
  return folder;
});

test('the default entry point works without the option', () => app.flow('/dist-default/index.html'));

test('the default entry point works with the option', () => app.flow('/dist/index.html'));

test('other entry points are not found without the option', () =>
  withoutOption(app.folder, () =>
    assert.rejects(build(app.folder, 'dist-none', 'slim.html'), /Failed to resolve/),
  ));

test('/slim finds its wasm automatically with the option', () => app.flow('/dist/slim.html'));

test('every entry point can be imported with the option', () => app.exportsAll('/dist/entries.html'));

test('a chunk that failed is final, and the error says so', () =>
  app.retries('/dist/entries.html', { recovers: false }));
