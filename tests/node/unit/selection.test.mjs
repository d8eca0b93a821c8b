import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSelection } from '../../../scripts/test/selection.mjs';

const NAMES = ['build', 'node', 'firefox rust', 'webkit rust'];
const read = (text) => readSelection(text.split(' ').filter(Boolean), NAMES);

test('no arguments choose all parts', () => {
  assert.deepEqual(read(''), { chosen: [], filter: { files: [] } });
});

test('parts are chosen by name, or by a word of their names', () => {
  assert.deepEqual(read('build node').chosen, ['build', 'node']);
  assert.deepEqual(read('rust').chosen, ['firefox rust', 'webkit rust']);
});

test('filters follow the one part that they apply to', () => {
  assert.deepEqual(read('node server/body build -g limit'), {
    chosen: ['node'],
    filter: { files: ['server/body', 'build'], name: 'limit' },
  });
});

for (const [text, message] of [
  ['nope', /Unknown part: nope\. The parts are: build, node/],
  ['build node file', /file: filters work with exactly one part/],
  ['-g name', /-g "name": filters work with exactly one part/],
  ['node -g', /-g needs the name of a test/],
  ['node --watch', /Unknown option: --watch/],
]) {
  test(`rejects \`${text}\``, () => {
    assert.throws(() => read(text), { name: 'UsageError', message });
  });
}
