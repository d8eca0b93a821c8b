import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../../dist/cli-conformance.js';
import { SEEDS } from './seeds.mjs';
import { check, failedIn } from './support.mjs';

test("the package's handler keeps every must and every should", async (t) => {
  const { outcomes, counts } = await check(t);
  assert.deepEqual(
    outcomes.filter(({ status }) => status === 'failed'),
    [],
  );
  assert.equal(counts.passed, RULES.length - 1);
  assert.deepEqual(
    outcomes.filter(({ status }) => status === 'skipped').map(({ id }) => id),
    ['binding/expiry'],
  );
});

test('finds each fault of a backend, and nothing else', { concurrency: 4 }, async (t) => {
  const areaOf = (id) => id.slice(0, id.indexOf('/') + 1);
  await Promise.all(
    SEEDS.map((seed) => {
      const { name, expected, only, areas } = seed;
      return t.test(`a backend that ${name}`, async (t) => {
        const report = await check(t, seed, only ?? areas ?? [...new Set(expected.map(areaOf))]);
        assert.deepEqual(failedIn(report).sort(), [...expected].sort());
        for (const { expected: wanted, received, request } of report.outcomes.filter(
          ({ status }) => status === 'failed',
        )) {
          assert.ok(wanted && received && request?.startsWith('curl '));
        }
      });
    }),
  );
});

test('the ids of the rules are unique, and each fault names rules that exist', () => {
  const ids = RULES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { expected } of SEEDS) for (const id of expected) assert.ok(ids.includes(id), id);
});
