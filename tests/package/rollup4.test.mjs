// Rollup 4 with its plug-in for packages, without which it finds none.
import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { exportedBy } from './support/entries.mjs';
import { fixture, run } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';
import { NAME } from './support/places.mjs';
import { serveFolder } from './support/static.mjs';

let folder;
let browser;
let server;

before(async () => {
  folder = await fixture('rollup4');
  const output = await run(folder, 'rollup', ['--config']);
  // It warns of this one alone, and that is what is wanted of it.
  assert.deepEqual(output.match(/\(!\).*\n.*/g), ['(!) Generated an empty chunk\n"bare"']);
  // It leaves `new URL` as it is, so /slim looks for its wasm beside the bundle.
  const wasm = 'flow_widget_loader_bg.wasm';
  await cp(`${folder}/node_modules/${NAME}/dist/${wasm}`, `${folder}/dist/${wasm}`);
  for (const name of ['default', 'slim', 'entries']) {
    await writePage(`${folder}/dist/${name}.html`, `<script type="module" src="/${name}.js"></script>`);
  }
  browser = await openBrowser();
  server = await serveFolder(`${folder}/dist`);
});
after(async () => {
  await server?.close();
  await browser?.close();
});

test('the default entry', () => browser.flow(`${server.url}/default.html`));

test('/slim, with the wasm copied beside the bundle', () => browser.flow(`${server.url}/slim.html`));

test('every entry can be imported', async () => {
  assert.deepEqual(await browser.exported(`${server.url}/entries.html`), await exportedBy(folder));
});

test('a bare import bundles to nothing', async () => {
  assert.equal((await readFile(`${folder}/dist/bare.js`, 'utf8')).trim(), '');
});
