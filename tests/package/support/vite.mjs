import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { exportedBy } from './entries.mjs';
import { fixture, run, start } from './fixture.mjs';
import { serveFolder } from './static.mjs';

/** An app of Vite's, without a configuration: its development server, and what it builds. */
export function viteTests(name) {
  let folder;
  let browser;
  before(async () => {
    folder = await fixture(name);
    browser = await openBrowser();
  });
  after(() => browser?.close());

  const visits = (server) => {
    test('the default entry', () => browser.flow(`${server().url}/index.html`));
    test('/slim, with the address of the wasm from `?url`', () => browser.flow(`${server().url}/slim.html`));
    test('every entry can be imported', async () => {
      assert.deepEqual(await browser.exported(`${server().url}/entries.html`), await exportedBy(folder));
    });
  };

  describe(`${name}, development`, () => {
    let server;
    before(async () => {
      server = await start(folder, 'vite', ['--host', '127.0.0.1', '--port', '0']);
    });
    after(() => server?.close());
    visits(() => server);
  });

  describe(`${name}, build`, () => {
    let server;
    before(async () => {
      const output = await run(folder, 'vite', [
        'build',
        '--config',
        'pages.config.js',
        '--logLevel',
        'warn',
      ]);
      // Of each package with a directive for React's compiler; React's own plugin keeps it quiet.
      const warnings = output.split(/^(?=\S*\[[A-Z_]+\])/m).filter((text) => !text.includes('use client'));
      assert.equal(warnings.join('').trim(), '', 'it warns of nothing else');
      server = await serveFolder(`${folder}/dist`);
    });
    after(() => server?.close());
    visits(() => server);

    test('a bare import bundles to nothing', async () => {
      const args = ['build', '--config', 'bare.config.js', '--logLevel', 'error'];
      assert.equal(await run(folder, 'vite', args), '');
      assert.equal((await readFile(`${folder}/dist-bare/bare.js`, 'utf8')).trim(), '');
    });

    test('the wasm of /slim is a file, that of the default entry is not', async () => {
      const files = await readdir(`${folder}/dist/assets`);
      assert.equal(files.filter((file) => file.endsWith('.wasm')).length, 1, files.join());
    });
  });
}
