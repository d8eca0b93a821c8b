import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { negotiateLocale } from '../../../dist/index.js';

const TABLE = JSON.parse(readFileSync(new URL('../../fixtures/locales.json', import.meta.url)));

test('matches the table of cases that the Rust function is tested with', () => {
  assert.ok(TABLE.length > 20);
  for (const [tags, expected] of TABLE) assert.equal(negotiateLocale(tags), expected, JSON.stringify(tags));
});

test('accepts a single tag', () => {
  assert.equal(negotiateLocale('kk-KZ'), 'kz');
});

test('returns `en` for input that is not a list of strings, and never throws', () => {
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

test('returns the first supported tag, and compares whole subtags', () => {
  assert.equal(negotiateLocale(['fr', ' kk_KZ ', 'ru']), 'kz');
  assert.equal(negotiateLocale(['rush', 'x-ru', 'kzz']), 'en');
});
