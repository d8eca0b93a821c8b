// esbuild, with splitting and without, and nothing else said to it.
import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { openBrowser } from './support/browser.mjs';
import { exportedBy } from './support/entries.mjs';
import { bareFixture } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';
import { NAME } from './support/places.mjs';
import { serveFolder } from './support/static.mjs';

let folder;
let browser;
let server;
const common = { bundle: true, format: 'esm', minify: true, logLevel: 'silent' };

async function bundle(options) {
  const { warnings, outputFiles } = await build({ ...common, absWorkingDir: folder, ...options });
  assert.deepEqual(warnings, []);
  return outputFiles;
}

before(async () => {
  folder = await bareFixture('esbuild');
  const [one, slim, all] = ['default', 'slim', 'entries'].map((name) => `app-common/${name}.js`);
  await bundle({ entryPoints: [one, slim, all], outdir: 'dist', splitting: true });
  await bundle({ entryPoints: [one], outdir: 'dist/whole' });
  await bundle({ entryPoints: [one], outdir: 'dist/classic', format: 'iife' });
  // It leaves `new URL` as it is, so /slim looks for its wasm beside the bundle.
  const wasm = 'flow_widget_loader_bg.wasm';
  await cp(`${folder}/node_modules/${NAME}/dist/${wasm}`, `${folder}/dist/${wasm}`);
  for (const name of ['default', 'slim', 'entries', 'whole/default', 'classic/default']) {
    const how = name.startsWith('classic') ? 'defer' : 'type="module"';
    await writePage(`${folder}/dist/${name}.html`, `<script ${how} src="/${name}.js"></script>`);
  }
  browser = await openBrowser();
  server = await serveFolder(`${folder}/dist`);
});
after(async () => {
  await server?.close();
  await browser?.close();
});

test('the default entry, in parts', () => browser.flow(`${server.url}/default.html`));

test('the default entry, as one module', () => browser.flow(`${server.url}/whole/default.html`));

test('the default entry, as one classic script', () => browser.flow(`${server.url}/classic/default.html`));

test('/slim, with the wasm copied beside the bundle', () => browser.flow(`${server.url}/slim.html`));

test('every entry can be imported', async () => {
  assert.deepEqual(await browser.exported(`${server.url}/entries.html`), await exportedBy(folder));
});

test('a bare import bundles to nothing', async () => {
  const { outputFiles } = await build({
    ...common,
    absWorkingDir: folder,
    entryPoints: ['app-common/bare.js'],
    write: false,
  });
  assert.equal(outputFiles[0].text.trim(), '');
});
