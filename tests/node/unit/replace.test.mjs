// How the mock of `/testing` replaces properties: `js/testing/replace.ts`.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let replace;
before(async () => {
  ({ replace } = await importSources(`export * from './js/testing/replace.ts'`));
});

/** The orders in which three replacements can be removed. */
const ORDERS = ['012', '021', '102', '120', '201', '210'].map((order) => [...order].map(Number));

for (const order of ORDERS)
  test(`restores the original property, whatever the order of removal: ${order}`, () => {
    const original = { get: () => 'original', configurable: true, enumerable: false };
    const object = Object.defineProperty({}, 'fetch', { ...original, set: undefined });
    const values = ['a', 'b', 'c'];
    const restore = values.map((value) => replace(object, 'fetch', value));
    const left = new Set([0, 1, 2]);
    for (const index of order) {
      restore[index]();
      left.delete(index);
      const expected = left.size > 0 ? values[Math.max(...left)] : 'original';
      assert.equal(object.fetch, expected);
      restore[index]();
      assert.equal(object.fetch, expected, 'a second call changes nothing');
    }
    assert.deepEqual(Object.getOwnPropertyDescriptor(object, 'fetch'), { ...original, set: undefined });
  });

test('removes a property that was absent, and can replace it again', () => {
  const object = {};
  for (const value of [1, 2]) {
    const restore = replace(object, 'FlowWidget', value);
    assert.equal(object.FlowWidget, value);
    restore();
    assert.equal('FlowWidget' in object, false);
  }
});
