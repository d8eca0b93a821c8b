import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promiseOf, ROWS } from './rows.mjs';
import { FAULTS } from './server/faults.mjs';
import { WIDGETS } from './widgets.mjs';

const text = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

test('every error code of the loader occurs in a row', () => {
  const codes = /## Loader errors\n([\s\S]*?)\n## /
    .exec(text('docs/errors.md'))[1]
    .matchAll(/^\| `([a-z-]+)`/gm);
  const met = new Set(ROWS.map((row) => promiseOf(row).outcome));
  for (const [, code] of codes) assert.ok(met.has(code), `no row ends with ${code}`);
});

test('every fault of the server and every widget is used', () => {
  const sources = [...new Set(ROWS.map(({ theme }) => theme.name))]
    .map((name) => text(`tests/browser/matrix/cases/${name}.mjs`))
    .join();
  for (const name of [...Object.keys(FAULTS), ...Object.keys(WIDGETS)]) {
    assert.ok(['ok', 'quiet'].includes(name) || new RegExp(`['=]${name}['&]`).test(sources), name);
  }
});
