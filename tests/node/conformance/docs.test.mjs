// docs/conformance.md: the rules and the options are those of the code. With UPDATE=1, writes the table of the rules.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { RULES, tableOf, usage } from '../../../dist/cli-conformance.js';

const PATH = 'docs/conformance.md';
const text = readFileSync(PATH, 'utf8');
const marker = /^<!-- This table is generated .*-->$/m;

test('the table has exactly the rules of the code', () => {
  const [comment] = marker.exec(text);
  const start = text.indexOf(comment) + comment.length;
  const table = `\n\n${tableOf(RULES)}\n`;
  if (process.env.UPDATE) return writeFileSync(PATH, text.slice(0, start) + table);
  assert.equal(text.slice(start), table);
});

test('the page has exactly the options in the usage', () => {
  const optionsOf = (part) => [...new Set(part.match(/--[a-z][a-z-]+/g))].sort();
  const rows = text.split('\n').filter((line) => line.startsWith('| `--'));
  assert.deepEqual(optionsOf(rows.join('\n')), optionsOf(usage));
});
