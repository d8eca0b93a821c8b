// The modules that the package inlines are the bytes that were built.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { inlineWasm } from '../../../scripts/build/inline-wasm.mjs';

for (const name of ['loader', 'client', 'sandbox']) {
  test(`the inlined module evaluates to the bytes of build/${name}/core_bg.wasm`, async () => {
    const bytes = await readFile(`build/${name}/core_bg.wasm`);
    const source = encodeURIComponent(inlineWasm(bytes));
    const { default: inlined } = await import(`data:text/javascript,${source}`);
    assert.equal(Buffer.compare(Buffer.from(inlined), bytes), 0);
  });
}
