import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, wasmModule } from '../../../scripts/build/wasm-text.mjs';

test('a module with inlined bytes exports the same bytes', async () => {
  const every = Uint8Array.from({ length: 256 }, (_, index) => index);
  const bytes = Uint8Array.of(...every, ...[...every].reverse(), 0, 255, 0);
  const { default: decoded } = await import(`data:text/javascript,${encodeURIComponent(wasmModule(bytes))}`);
  assert.deepEqual(decoded, bytes);
});

test('inlined bytes are printable ASCII without quotation marks', () => {
  const text = encode(Uint8Array.from({ length: 256 }, (_, index) => index));
  assert.match(text, /^[#-~]+$/);
});
