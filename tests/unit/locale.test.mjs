import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { negotiateLocale } from '../../dist/index.js';

const TABLE = JSON.parse(readFileSync(new URL('../fixtures/locales.json', import.meta.url)));

test('agrees with the table that the Rust twin is run against', () => {
  assert.ok(TABLE.length > 20);
  for (const [tags, expected] of TABLE) assert.equal(negotiateLocale(tags), expected, JSON.stringify(tags));
});

test('takes one tag as well', () => {
  assert.equal(negotiateLocale('kk-KZ'), 'kz');
});
