import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { negotiateLocale } from '../../../dist/index.js';

const TABLE = JSON.parse(readFileSync(new URL('../../fixtures/locales.json', import.meta.url)));

test('agrees with the table that the Rust twin is run against', () => {
  assert.ok(TABLE.length > 20);
  for (const [tags, expected] of TABLE) assert.equal(negotiateLocale(tags), expected, JSON.stringify(tags));
});

test('takes one tag as well', () => {
  assert.equal(negotiateLocale('kk-KZ'), 'kz');
});

test('is English for what is no list of texts, and never throws', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = [
    undefined,
    null,
    7,
    1n,
    Symbol('a'),
    {},
    [],
    [Symbol('a')],
    [null],
    proxy,
    [proxy],
    () => {},
  ];
  for (const tags of hostile) assert.equal(negotiateLocale(tags), 'en');
  assert.equal(negotiateLocale([undefined, 'ru']), 'ru');
});

test('a list is read in its order, its tags whole', () => {
  assert.equal(negotiateLocale(['fr', ' kk_KZ ', 'ru']), 'kz');
  assert.equal(negotiateLocale(['rush', 'x-ru', 'kzz']), 'en');
});
