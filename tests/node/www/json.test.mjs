import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toText } from '../../../www/js/json.js';

describe('a value as text', () => {
  it('is JSON', () => {
    const value = { a: [1, 'two', null, { b: true }], c: {} };
    assert.deepEqual(JSON.parse(toText(value)), value);
  });

  it('tells a cycle from an object that comes twice', () => {
    const shared = { n: 1 };
    const value = { first: shared, second: shared, list: [shared] };
    value.self = value;
    value.list.push(value.list);
    assert.deepEqual(JSON.parse(toText(value)), {
      first: { n: 1 },
      second: { n: 1 },
      list: [{ n: 1 }, '[circular]'],
      self: '[circular]',
    });
  });

  for (const [what, value, text] of [
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a BigInt', { n: 12n }, '{\n  "n": "12n"\n}'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
  ]) {
    it(`says ${what}`, () => assert.equal(toText(value), text));
  }

  it('survives getters that throw', () => {
    const value = Object.defineProperty({}, 'bad', {
      enumerable: true,
      get() {
        throw new Error('not yours');
      },
    });
    assert.match(toText(value), /not yours/);
  });
});
