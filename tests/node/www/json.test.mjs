import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toText } from '../../../www/js/json.js';

describe('toText', () => {
  it('returns JSON that parses to an equal value', () => {
    const value = { a: [1, 'two', null, { b: true }], c: {} };
    assert.deepEqual(JSON.parse(toText(value)), value);
  });

  it('marks circular references, but not an object that occurs twice', () => {
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

  for (const [name, value, text] of [
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a BigInt', { n: 12n }, '{\n  "n": "12n"\n}'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
  ]) {
    it(`returns ${name} as text`, () => assert.equal(toText(value), text));
  }

  it('returns the error message when a getter throws', () => {
    const value = Object.defineProperty({}, 'bad', {
      enumerable: true,
      get() {
        throw new Error('getter failed');
      },
    });
    assert.match(toText(value), /getter failed/);
  });
});
