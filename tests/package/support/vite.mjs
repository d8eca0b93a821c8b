import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { assertRetries, openBrowser } from './browser.mjs';
import { exportedBy } from './entries.mjs';
import { fixture, run, start } from './fixture.mjs';
import { writePage } from './page.mjs';
import { serveFolder } from './static.mjs';

/** Registers the tests of a Vite app: its development server and its build. */
export function viteTests(name) {
  let folder;
  let browser;
  before(async () => {
    folder = await fixture(name);
    await writePage(`${folder}/entries.html`, '<script type="module" src="/generated/entries.js"></script>');
    browser = await openBrowser();
  });
  after(() => browser?.close());

  const pageTests = (server) => {
    test('the default entry point works', () => browser.flow(`${server().url}/index.html`));
    test('/slim works with the URL of the wasm from `?url`', () => browser.flow(`${server().url}/slim.html`));
    test('every entry point can be imported', async () => {
      assert.deepEqual(await browser.exported(`${server().url}/entries.html`), await exportedBy(folder));
    });
    test('a chunk that failed once is loaded by the next call', () =>
      assertRetries(browser, `${server().url}/entries.html`));
  };

  describe(`${name}, development server`, () => {
    let server;
    before(async () => {
      // With the page of all entry points, so that Vite knows them when it starts. Otherwise it optimizes them again when
      // that page is opened, and requests of its old chunks may fail before it reloads the page.
      const config = ['--config', 'pages.config.js'];
      server = await start(folder, 'vite', [...config, '--host', '127.0.0.1', '--port', '0']);
    });
    after(() => server?.close());
    pageTests(() => server);
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
      // Vite warns about each `'use client'` directive; its React plugin suppresses that.
      const warnings = output.split(/^(?=\S*\[[A-Z_]+\])/m).filter((text) => !text.includes('use client'));
      assert.equal(warnings.join('').trim(), '', 'there are no other warnings');
      server = await serveFolder(`${folder}/dist`);
    });
    after(() => server?.close());
    pageTests(() => server);

    test('imports without names add nothing to the bundle', async () => {
      const args = ['build', '--config', 'bare.config.js', '--logLevel', 'error'];
      assert.equal(await run(folder, 'vite', args), '');
      assert.equal((await readFile(`${folder}/dist-bare/bare.js`, 'utf8')).trim(), '');
    });

    test('only the wasm of /slim is a separate file', async () => {
      const files = await readdir(`${folder}/dist/assets`);
      assert.equal(files.filter((file) => file.endsWith('.wasm')).length, 1, files.join());
    });
  });
}
