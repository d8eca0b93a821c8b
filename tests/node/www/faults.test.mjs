// The playground's table of faults: outcomes, texts in each locale, and response-header policies.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expected, FAULTS, policyOf } from '../../../www/js/faults.js';
import en from '../../../www/js/texts/en.js';
import kz from '../../../www/js/texts/kz.js';
import ru from '../../../www/js/texts/ru.js';
import { defaultPolicy, pageHeaders } from '../../../www/server/policies.mjs';

const entries = Object.entries(FAULTS).flatMap(([group, faults]) =>
  Object.entries(faults).map(([fault, outcome]) => ({ group, fault, outcome })),
);

test('every fault has `finished`, `cancelled` or a documented error code as its outcome', () => {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const codes = [...text.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code);
  for (const { fault, outcome } of entries) {
    assert.ok([...codes, 'finished', 'cancelled'].includes(outcome), `${fault}: ${outcome}`);
    assert.equal(expected(fault), outcome);
  }
});

test('fault names are unique', () => {
  const names = entries.map(({ fault }) => fault);
  assert.deepEqual(names, [...new Set(names)]);
});

for (const [locale, texts] of Object.entries({ en, ru, kz })) {
  test(`every fault and group has a text in ${locale}`, () => {
    for (const { group, fault } of entries) {
      assert.match(texts.faults[fault] ?? '', /\S/, fault);
      assert.match(texts.settings.faultGroups[group] ?? '', /\S/, group);
    }
  });
}

test('the server sends other headers for every policy that a fault needs', () => {
  const policies = defaultPolicy('http://127.0.0.1:1');
  const defaultHeaders = JSON.stringify(pageHeaders(policies, '', 'http://127.0.0.1'));
  for (const { fault } of entries) {
    const policy = policyOf(fault);
    if (policy)
      assert.notEqual(
        JSON.stringify(pageHeaders(policies, policy, 'http://127.0.0.1')),
        defaultHeaders,
        fault,
      );
  }
});
