import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { BUDGETS, sizesOf } from '../../scripts/build/sizes.mjs';
import { fixture } from './support/fixture.mjs';
import { viteTests } from './support/vite.mjs';

viteTests('vite8');

// tests/node/unit/size.test.mjs asserts the same for esbuild.
describe('size of an application built by Vite, compressed with Brotli', () => {
  let folder;
  let helpers;
  before(async () => {
    folder = await fixture('vite8');
    const [{ size }] = await bundle("globalThis.load = () => import('./lazy.js');");
    helpers = size;
  });

  /** Builds an application from its main module. Returns its chunks, the entry first. */
  async function bundle(main) {
    const { build } = await import(pathToFileURL(`${folder}/node_modules/vite/dist/node/index.js`));
    const root = `${folder}/size`;
    await mkdir(root, { recursive: true });
    await writeFile(`${root}/main.js`, main);
    await writeFile(`${root}/lazy.js`, 'export const title = document.title;');
    await writeFile(`${root}/index.html`, '<script type="module" src="/main.js"></script>');
    const { output } = await build({ root, configFile: false, logLevel: 'error', build: { write: false } });
    return output
      .filter(({ type }) => type === 'chunk')
      .sort((a, b) => b.isEntry - a.isEntry)
      .map(({ name, code }) => ({ name, size: sizesOf(Buffer.from(code)).brotli }));
  }

  for (const { names, most } of BUDGETS.static) {
    test(`the static part with ${names.join(', ')} is within its budget`, async () => {
      const [entry, ...chunks] = await bundle(
        `import { ${names} } from 'flow-widget-loader';\nObject.assign(globalThis, { ${names} });`,
      );
      // Vite adds its own helpers to every application that has a dynamic import.
      const size = entry.size - helpers;
      assert.ok(size <= most, `${size} bytes, and ${helpers} of Vite's helpers`);
      const core = chunks.find(({ name }) => name === 'core-inline');
      assert.ok(core.size <= BUDGETS.core, `core: ${core.size} bytes`);
    });
  }
});
