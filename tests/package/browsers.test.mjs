// The minimum browser versions in docs/bundlers.md follow from the features that the code uses,
// according to MDN's browser compatibility data.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { fixture } from './support/fixture.mjs';
import { NAME, ROOT } from './support/places.mjs';

const BROWSERS = ['chrome', 'firefox', 'safari'];

/** Features that a session requires, each with a file in dist/ and a pattern that shows its use there. */
const SESSION = {
  'javascript.operators.import': ['index.js', /\bimport\("\.\/core-inline\.js"\)/],
  'javascript.operators.import_meta': ['slim.js', /import\.meta\.url/],
  'javascript.operators.nullish_coalescing_assignment': ['slim.js', /\?\?=/],
  'javascript.classes.private_class_methods': ['index.js', /#\w\([^)]*\)\{/],
  'javascript.builtins.Error.Error.options_cause_parameter': ['index.js', /cause:/],
  'api.EventTarget.EventTarget': ['index.js', /extends EventTarget/],
  'api.AbortSignal.reason': ['index.js', /signal\.reason|\.reason\b/],
  'api.AbortSignal.throwIfAborted': ['index.js', /\.throwIfAborted\(/],
  'webassembly.reference-types': ['flow_widget_loader_bg.wasm', 'reference-types'],
  'webassembly.non-trapping-float-to-int-conversions': [
    'flow_widget_loader_bg.wasm',
    'nontrapping-float-to-int',
  ],
};

/** Features that the dialog requires in addition. */
const DIALOG = {
  'api.HTMLDialogElement.showModal': ['dialog.js', /\.showModal\(\)/],
  'css.selectors.modal': ['dialog.js', /matches\(":modal"\)/],
  'api.CSSStyleSheet.replaceSync': ['dialog.js', /\.replaceSync\(/],
  'api.ShadowRoot.adoptedStyleSheets': ['dialog.js', /\.adoptedStyleSheets=/],
  'css.types.length.viewport_percentage_units_dynamic': ['dialog.js', /100dvh/],
  'css.types.color.color-mix': ['dialog.js', /color-mix\(/],
};

let data;
let folder;
let docs;
before(async () => {
  folder = await fixture('browsers');
  data = JSON.parse(await readFile(`${folder}/node_modules/@mdn/browser-compat-data/data.json`, 'utf8'));
  docs = await readFile(`${ROOT}docs/bundlers.md`, 'utf8');
});

/** Returns the first version of a browser that supports a feature fully, without a flag or prefix. */
function since(feature, browser) {
  const { support } = feature.split('.').reduce((node, key) => node[key], data).__compat;
  const full = [support[browser]]
    .flat()
    .find(
      (entry) => !entry.flags && !entry.prefix && !entry.partial_implementation && !entry.version_removed,
    );
  return Number(full.version_added);
}

const oldest = (features) =>
  BROWSERS.map((browser) => Math.max(...Object.keys(features).map((feature) => since(feature, browser))));

/** Returns the numbers in a row of the documented table. */
function documented(row) {
  const [line] = docs.match(new RegExp(`^\\| ${row} .*$`, 'm'));
  return line.match(/\d[\d.]*/g).map(Number);
}

test('the documented versions support every feature of a session in an element', () => {
  assert.deepEqual(documented('a session in your own element'), oldest(SESSION));
});

test('the documented versions support every feature of a session in the dialog', () => {
  assert.deepEqual(documented('a session in the dialog'), oldest({ ...SESSION, ...DIALOG }));
});

describe('the code uses', () => {
  for (const [feature, [file, pattern]] of Object.entries({ ...SESSION, ...DIALOG })) {
    test(feature, async () => {
      const path = `${folder}/node_modules/${NAME}/dist/${file}`;
      if (pattern instanceof RegExp) assert.match(await readFile(path, 'utf8'), pattern);
      else await assert.rejects(validate(path, pattern), /parse|valid/i);
    });
  }
});

/** Parses a WebAssembly module with all features of the list enabled except one. Rejects if the module needs another. */
async function validate(path, without) {
  const { run } = await import('../../scripts/run.mjs');
  const features = ['reference-types', 'nontrapping-float-to-int', 'bulk-memory', 'multivalue', 'sign-ext'];
  const flags = features.filter((name) => name !== without).map((name) => `--enable-${name}`);
  await run(`${ROOT}node_modules/.bin/wasm-opt`, [path, '--mvp-features', ...flags, '--output', '/dev/null']);
}

test('the WebAssembly uses only the listed features', async () => {
  await validate(`${folder}/node_modules/${NAME}/dist/flow_widget_loader_bg.wasm`, 'nothing');
});
