import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSelection } from '../../../scripts/test/selection.mjs';

const NAMES = ['build', 'node', 'firefox rust', 'webkit rust'];
const read = (text) => readSelection(text.split(' ').filter(Boolean), NAMES);

test('chooses all parts without arguments', () => {
  assert.deepEqual(read(''), { chosen: [], filter: { files: [] } });
});

test('chooses parts by name, or by a word of the name', () => {
  assert.deepEqual(read('build node').chosen, ['build', 'node']);
  assert.deepEqual(read('rust').chosen, ['firefox rust', 'webkit rust']);
});

test('reads the arguments after the first filter as filters of the one chosen part', () => {
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
