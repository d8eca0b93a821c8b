import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { retryableByCode } from './retryable.mjs';
import { ENGINES, judge, ROWS, skipped } from './rows.mjs';
import { documentText } from './table.mjs';

const text = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

test('docs/reliability.md is up to date', () => {
  const actual = text('docs/reliability.md');
  assert.equal(actual, documentText(actual), 'to update it: node tests/browser/matrix/table.mjs --write');
});

test('ids and faults of rows are unique', () => {
  const ids = ROWS.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)]);
  const faults = ROWS.map(({ theme, fault }) => `${theme.title}: ${fault}`);
  assert.deepEqual(faults, [...new Set(faults)]);
});

test('every row runs in at least one engine, and gives a reason for each exception', () => {
  for (const row of ROWS) {
    assert.ok(
      Object.keys(ENGINES).some((engine) => !skipped(row, engine)),
      row.id,
    );
    for (const [engine, why] of Object.entries(row.skip ?? {})) {
      assert.ok(engine in ENGINES && why.length > 10, row.id);
    }
    for (const [engine, { why }] of Object.entries(row.in ?? {})) {
      assert.ok(engine in ENGINES && why.length > 10, row.id);
    }
  }
});

test('judge reports every difference from the expected outcome', () => {
  const row = { id: 'x/y', error: 'script-load-failed', says: /could not/ };
  const retryable = retryableByCode();
  const good = {
    outcome: 'script-load-failed',
    message: 'It could not be loaded.',
    retryable: true,
    states: 'loading failed',
    left: {},
    seen: {},
    errors: [],
    unhandled: [],
    signal: true,
    next: 'resolves',
    instances: 1,
  };
  assert.deepEqual(judge(row, 'firefox', good, retryable), []);
  for (const [name, value] of Object.entries({
    outcome: 'internal',
    message: 'Oh.',
    retryable: false,
    states: 'failed',
    left: { listener: '' },
    seen: { calls: 1 },
    errors: ['trap'],
    unhandled: ['trap'],
    signal: false,
    instances: 2,
    next: 'internal',
    act: 'Error: never active',
    broken: 'no lib',
  })) {
    assert.notDeepEqual(judge(row, 'firefox', { ...good, [name]: value }, retryable), [], name);
  }
});
