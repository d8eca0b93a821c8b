// The example backends in other languages. `npm run test:backends` checks what they do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BACKENDS } from '../../../scripts/backends/backends.mjs';
import { tableOf } from '../../../scripts/backends/table.mjs';

const MAX_LINES = 150;
const MAX_COLUMNS = 120;
const backends = Object.values(BACKENDS);

test('each source file of the example backends has at most 150 lines', () => {
  assert.equal(backends.length, 5);
  for (const source of backends.flatMap(({ sources }) => sources)) {
    const lines = readFileSync(source, 'utf8').split('\n');
    assert.equal(lines.pop(), '', `${source} ends with a line break`);
    assert.ok(lines.length > 10 && lines.length <= MAX_LINES, `${source} has ${lines.length} lines`);
    const long = lines.filter((line) => line.replaceAll('\t', '    ').length > MAX_COLUMNS);
    assert.deepEqual(long, [], `${source} has lines of more than ${MAX_COLUMNS} columns`);
  }
});

test('each example backend says where the authentication of the application belongs', () => {
  for (const { sources } of backends)
    assert.match(
      readFileSync(sources[0], 'utf8'),
      /your application's own authentication belongs\s+(\/\/\/\s+)?here/i,
    );
});

test('examples/backends/README.md has each example', () => {
  const readme = readFileSync('examples/backends/README.md', 'utf8');
  for (const { title, sources } of backends) {
    const path = sources[0].replace('examples/backends/', '').replace('examples/', '../');
    assert.ok(readme.includes(`| [${title}](${path})`), `${title}, ${path}`);
  }
});

test('the table in docs/conformance.md has each example, and each keeps every must', () => {
  const [, table] = /<!-- backends[^>]*-->\n\n([\s\S]*?)\n\n<!-- \/backends -->/.exec(
    readFileSync('docs/conformance.md', 'utf8'),
  );
  const cells = (line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1);
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  assert.deepEqual(cells(lines[0]), ['area', ...backends.map(({ title }) => title)]);
  const [, ...total] = cells(lines.at(-1));
  for (const cell of total) assert.match(cell, /^(\d+)\/\1, \d+\/\d+$/);
});

test('the table counts what was checked, and names the rules that are not kept', () => {
  const outcome = (id, level, status) => ({ id, level, status });
  const table = tableOf([
    { title: 'A', outcomes: [outcome('x/1', 'must', 'passed'), outcome('x/2', 'should', 'failed')] },
    { title: 'B', outcomes: [outcome('x/1', 'must', 'skipped'), outcome('y/1', 'must', 'passed')] },
  ]);
  const expected = [
    '| area | A | B |',
    '| --- | --- | --- |',
    '| `x` | 1/1, 0/1 | –, – |',
    '| `y` | –, – | 1/1, – |',
    '| all | 1/1, 0/1 | 1/1, – |',
    '',
    'Not kept:',
    '',
    '- A: `x/2` (should)',
  ];
  assert.equal(table, expected.join('\n'));
});
