// webpack 5 as it comes: no loader, no experiment, no plug-in.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser } from './support/browser.mjs';
import { exportedBy } from './support/entries.mjs';
import { fixture } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';
import { serveFolder } from './support/static.mjs';

let folder;
let browser;
let server;

/** Fails on a warning as on an error. */
async function build(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, ['build.js', ...args], { cwd: folder });
  assert.equal(stdout, '');
}

before(async () => {
  folder = await fixture('webpack5');
  await build('dist', 'hints', './app-common/default.js', './app-common/slim.js', './src/slim-asset.js');
  // Everything at once is larger than what webpack likes to see.
  await build('dist/all', 'quiet', './app-common/entries.js');
  await build('dist/bare', 'hints', './app-common/bare.js');
  for (const name of ['default', 'slim', 'slim-asset', 'all/entries']) {
    await writePage(`${folder}/dist/${name}.html`, `<script defer src="/${name}.js"></script>`);
  }
  browser = await openBrowser();
  server = await serveFolder(`${folder}/dist`);
});
after(async () => {
  await server?.close();
  await browser?.close();
});

test('the default entry', () => browser.flow(`${server.url}/default.html`));

test('/slim, whose wasm webpack finds by itself', () => browser.flow(`${server.url}/slim.html`));

test('/slim, with the wasm as an asset module', () => browser.flow(`${server.url}/slim-asset.html`));

test('the wasm is emitted once', async () => {
  const files = await readdir(`${folder}/dist`);
  assert.equal(files.filter((file) => file.endsWith('.wasm')).length, 1, files.join());
});

test('every entry can be imported', async () => {
  assert.deepEqual(await browser.exported(`${server.url}/all/entries.html`), await exportedBy(folder));
});

test('a bare import bundles to nothing', async () => {
  assert.deepEqual(await readdir(`${folder}/dist/bare`), ['bare.js']);
  assert.equal(await readFile(`${folder}/dist/bare/bare.js`, 'utf8'), '');
});
