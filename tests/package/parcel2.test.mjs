// Parcel 2. As it comes it reads no `exports` of any package, only `main`; one line in the app's package.json
// changes that.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { exportedBy } from './support/entries.mjs';
import { fixture, run } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';
import { serveFolder } from './support/static.mjs';

let folder;
let browser;
let server;

const build = (...pages) =>
  run(folder, 'parcel', ['build', ...pages, '--no-cache', '--no-source-maps', '--log-level', 'warn']);

before(async () => {
  folder = await fixture('parcel2');
  for (const name of ['default', 'slim', 'entries']) {
    const script = `<script type="module" src="./app-common/${name}.js"></script>`;
    await writePage(`${folder}/${name}.html`, script);
  }
  assert.equal((await build('default.html')).trim(), '');
  browser = await openBrowser();
  server = await serveFolder(`${folder}/dist`);
});
after(async () => {
  await server?.close();
  await browser?.close();
});

test('the default entry', () => browser.flow(`${server.url}/default.html`));

test('the other entries are not found without the line', async () => {
  await assert.rejects(build('slim.html'), /Failed to resolve/);
});

test('with the line, /slim finds its wasm by itself, and every entry can be imported', async () => {
  const manifest = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  manifest['@parcel/resolver-default'] = { packageExports: true };
  await writeFile(`${folder}/package.json`, JSON.stringify(manifest));
  assert.equal((await build('slim.html', 'entries.html')).trim(), '');
  await browser.flow(`${server.url}/slim.html`);
  assert.deepEqual(await browser.exported(`${server.url}/entries.html`), await exportedBy(folder));
});
