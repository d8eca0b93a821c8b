// Rollup 4 with its node-resolve plugin, without which it cannot import packages.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { builtApp } from './support/app.mjs';
import { fixture, run, runScript } from './support/fixture.mjs';
import { writePage } from './support/page.mjs';

/** Rollup marks warnings with `(!)`. */
const warningsIn = (output) => output.match(/\(!\).*\n.*/g);

const app = builtApp(async () => {
  const folder = await fixture('rollup4');
  assert.equal(warningsIn(await runScript(folder, 'build')), null);
  const output = await run(folder, 'rollup', ['--config', 'generated.config.js']);
  // The test below needs this chunk to be empty.
  assert.deepEqual(warningsIn(output), ['(!) Generated an empty chunk\n"bare"']);
  await writePage(
    `${folder}/entries.html`,
    '<script type="module" src="dist-generated/entries.js"></script>',
  );
  return folder;
});

test('the default entry point works', () => app.flow('/index.html'));

test('/slim works with the wasm copied to the folder of the bundle', () => app.flow('/slim.html'));

test('every entry point can be imported', () => app.exportsAll('/entries.html'));

test('a chunk that failed once is loaded by the next call', () => app.retries('/entries.html'));

test('imports without names add nothing to the bundle', async () => {
  assert.equal((await readFile(`${app.folder}/dist-generated/bare.js`, 'utf8')).trim(), '');
});
