import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { inlineWasm } from '../../../scripts/build/inline-wasm.mjs';

const every = Array.from({ length: 256 }, (_, index) => index);
/** An empty module, followed by a code section (10) of the bytes 0 to 255 and a data section (11) of the same bytes. */
const ALL_BYTES = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[10, 128, 2, ...every],
  ...[11, 128, 2, ...every],
]);

const MODULES = {
  'a module with every byte in code and data': ALL_BYTES,
  'a module without sections': ALL_BYTES.subarray(0, 8),
  'the core': new Uint8Array(readFileSync('build/loader/core_bg.wasm')),
  'the client': new Uint8Array(readFileSync('build/client/core_bg.wasm')),
};

for (const [name, bytes] of Object.entries(MODULES)) {
  test(`the inlined module exports the same bytes: ${name}`, async () => {
    const source = inlineWasm(bytes);
    const { default: decoded } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    assert.deepEqual(Buffer.from(decoded), Buffer.from(bytes));
  });
}

test('escapes a digit after NUL, because Parcel 2 would write both as an octal escape', async () => {
  const bytes = Uint8Array.from([...ALL_BYTES.subarray(0, 8), 11, 4, 0, 48, 0, 57]);
  const source = inlineWasm(bytes);
  assert.doesNotMatch(source, /\\u0000\d/);
  const { default: decoded } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  assert.deepEqual(Buffer.from(decoded), Buffer.from(bytes));
});

test("esbuild's ASCII output adds fewer than 100 characters to the inlined core", async () => {
  const source = inlineWasm(MODULES['the core']);
  const [ascii, utf8] = await Promise.all(
    ['ascii', 'utf8'].map((charset) => transform(source, { charset, minify: true })),
  );
  assert.ok(ascii.code.length - utf8.code.length < 100, `${ascii.code.length - utf8.code.length} characters`);
});
