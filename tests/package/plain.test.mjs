// Pages without a bundler. They use either the single file that CDNs serve, from another origin, or the package's folder
// with an import map.
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { manifest, unpack } from './support/pack.mjs';
import { writePage } from './support/page.mjs';
import { CACHE, FIXTURES, NAME } from './support/places.mjs';
import { serveFolder } from './support/static.mjs';

const folder = `${CACHE}plain-app`;
let browser;
let page;
let cdn;

const module = (code) => `<script type="module">\n${code}\n</script>`;
const map = (value) => `<script type="importmap">${JSON.stringify(value)}</script>\n`;
const RUN = "import { run } from '/run.js';";

before(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await unpack(`${folder}/node_modules`);
  const root = `${folder}/node_modules/${NAME}`;
  // The CDN is another origin and allows cross-origin reads. The page's own server sends a Content-Security-Policy.
  cdn = await serveFolder(root, { 'access-control-allow-origin': '*' });
  browser = await openBrowser();
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; connect-src 'self' ${browser.sandbox.url};
    media-src blob:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' ${cdn.url} ${browser.sandbox.url}`;
  page = await serveFolder(folder, { 'content-security-policy': policy.replace(/\s+/g, ' ') });
  const record = JSON.parse(await readFile(`${root}/dist/cdn/integrity.json`, 'utf8'));
  const integrity = record['flow-widget-loader.js'];

  const file = `${cdn.url}${manifest.jsdelivr.slice(1)}`;
  const imports = (target) => ({ [NAME]: target });
  const useName = module(`import { startSession } from '${NAME}';\n${RUN}\nrun({ startSession });`);
  const wasm = `/node_modules/${NAME}/${manifest.exports['./flow_widget_loader_bg.wasm'].slice(2)}`;
  const own = `/node_modules/${NAME}/${manifest.exports['.'].default.slice(2)}`;
  const slim = `/node_modules/${NAME}/${manifest.exports['./slim'].default.slice(2)}`;
  const pages = {
    cdn: module(`import { startSession } from '${file}';\n${RUN}\nrun({ startSession });`),
    'cdn-integrity': map({ imports: imports(file), integrity: { [file]: integrity } }) + useName,
    'cdn-tampered':
      map({ imports: imports(file), integrity: { [file]: `sha384-${'A'.repeat(64)}` } }) +
      module(`globalThis.outcome = import('${NAME}').then(() => 'imported', (error) => error.name);`),
    map: map({ imports: imports(own) }) + useName,
    slim: module(`import { startSession } from '${slim}';\n${RUN}\nrun({ startSession });`),
    // One page for each type of input, since init() runs once in a page.
    'slim-url': slimWith(slim, `'${wasm}'`),
    'slim-response': slimWith(slim, `fetch('${wasm}')`),
    'slim-bytes': slimWith(slim, `await (await fetch('${wasm}')).arrayBuffer()`),
    'slim-module': slimWith(slim, `await WebAssembly.compileStreaming(fetch('${wasm}'))`),
  };
  for (const [name, html] of Object.entries(pages)) await writePage(`${folder}/${name}.html`, html);
  await cp(`${FIXTURES}plain/run.js`, `${folder}/run.js`);
});
after(async () => {
  await browser?.close();
  await page?.close();
  await cdn?.close();
});

const slimWith = (slim, input) =>
  module(`import { init, startSession } from '${slim}';\n${RUN}\nrun({ startSession }, init(${input}));`);

test('unpkg and jsDelivr serve the same file', () => assert.equal(manifest.unpkg, manifest.jsdelivr));

test('the single file works from another origin', async () => {
  cdn.paths.length = 0;
  await browser.session(`${page.url}/cdn.html`);
  assert.deepEqual(cdn.paths, ['/dist/cdn/flow-widget-loader.js'], 'fetches no other file');
});

test('the single file works with its hash in an import map', () =>
  browser.session(`${page.url}/cdn-integrity.html`));

test('the browser rejects a file that does not match the hash', async () => {
  await assert.rejects(
    browser.open(`${page.url}/cdn-tampered.html`, async (page) => {
      assert.equal(await page.evaluate('globalThis.outcome'), 'TypeError');
    }),
    /integrity/,
    'the console names the reason',
  );
});

test('the package folder works with an import map', () => browser.session(`${page.url}/map.html`));

test('/slim works with the wasm in the same folder', () => browser.session(`${page.url}/slim.html`));

for (const input of ['url', 'response', 'bytes', 'module']) {
  test(`/slim works when init() gets the wasm as ${input}`, () =>
    browser.session(`${page.url}/slim-${input}.html`));
}
