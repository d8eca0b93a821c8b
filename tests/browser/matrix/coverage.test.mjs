import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expectedOf, ROWS } from './rows.mjs';
import { FAULTS } from './server/faults.mjs';
import { WIDGETS } from './widgets.mjs';

const text = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

test('the rows cover every error code of the loader', () => {
  const codes = /## Loader errors\n([\s\S]*?)\n## /
    .exec(text('docs/errors.md'))[1]
    .matchAll(/^\| `([a-z-]+)`/gm);
  const covered = new Set(ROWS.map((row) => expectedOf(row).outcome));
  for (const [, code] of codes) assert.ok(covered.has(code), `no row ends with ${code}`);
});

test('the rows use every server fault and every widget', () => {
  const sources = [...new Set(ROWS.map(({ theme }) => theme.name))]
    .map((name) => text(`tests/browser/matrix/cases/${name}.mjs`))
    .join();
  for (const name of [...Object.keys(FAULTS), ...Object.keys(WIDGETS)]) {
    // `ok` and `quiet` are the defaults. Rows use other names as strings or in a query, as in `fault=404&times=1`.
    assert.ok(['ok', 'quiet'].includes(name) || new RegExp(`['=]${name}['&]`).test(sources), name);
  }
});
