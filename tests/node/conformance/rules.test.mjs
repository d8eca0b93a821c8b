import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RULES } from '../../../dist/cli-conformance.js';
import { responseHeaders } from './seed-tools.mjs';
import { BASICS } from './seeds-basics.mjs';
import { DEFENCES } from './seeds-defences.mjs';
import { check, failedIn } from './support.mjs';

const SEEDS = [...DEFENCES, ...BASICS];

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

test('a verdict that can be read after its lifetime is found', async (t) => {
  const lifetime = 300;
  const ends = await check(t, { lifetime, options: { lifetime } }, ['binding/expiry']);
  assert.deepEqual(ends.counts, { passed: 1, must: 0, should: 0, skipped: 0 });
  const lasts = await check(t, { lifetime }, ['binding/expiry']);
  assert.deepEqual(failedIn(lasts), ['binding/expiry']);
});

test('a broken rule names the result of the service', async (t) => {
  const options = { present: () => ({ passed: true, failure_reasons: [], status: 'FINISHED' }) };
  const { outcomes } = await check(t, { options }, ['verdict/reason-beside-true']);
  assert.match(outcomes[0].expected, /^`passed: false` for the service's result \{"status":"FINISHED",/);
});

test('a broken rule with several cases reports each case that failed', async (t) => {
  // Passes only the first of the three results.
  const options = {
    present: ({ status }) => (status === 'FAILED' ? {} : { passed: true, status: 'FINISHED' }),
  };
  const { outcomes } = await check(t, { options }, ['verdict/status-beside-true']);
  const [{ expected, received, request, more }] = outcomes;
  assert.match(expected, /^`passed: false` for .*"EXPIRED".* \(case 2 of 3\)$/);
  assert.match(received, /^status 200 /);
  assert.match(request, /^curl /);
  assert.equal(more.length, 1);
  assert.match(more[0].expected, /"rejected".* \(case 3 of 3\)$/);
  assert.match(more[0].request, /^curl /);
});

test('a broken rule about a header that is missing says so', async (t) => {
  const wrap = responseHeaders((headers) => headers.delete('vary'));
  const { outcomes } = await check(t, { wrap }, ['cors/vary']);
  assert.deepEqual([outcomes[0].expected, outcomes[0].received], ['Vary: Origin', 'no header Vary']);
});

test('the sections that the rules name are headings of docs/server.md', () => {
  const headings = readFileSync('docs/server.md', 'utf8').match(/^#+ .*$/gm);
  const fragments = headings.map((line) =>
    line
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const { id, section } of RULES) assert.ok(fragments.includes(section), `${id}: #${section}`);
});

test('a backend that does not answer costs the limit twice, not for each rule', async (t) => {
  let posts = 0;
  const wrap = (handle) => (request) => {
    if (request.method !== 'POST') return handle(request);
    posts += 1;
    return new Promise(() => {});
  };
  const only = ['create/status', 'create/session-id', 'create/token', 'create/expires-at'];
  const report = await check(t, { wrap, limit: 300 }, only);
  assert.equal(failedIn(report).length, only.length);
  assert.equal(posts, 2);
});

test('the ids of the rules are unique, and a fault breaks each must', () => {
  const ids = RULES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const found = new Set(SEEDS.flatMap(({ expected }) => expected));
  for (const id of found) assert.ok(ids.includes(id), id);
  const missing = RULES.filter(({ id, level }) => level === 'must' && !found.has(id));
  assert.deepEqual(
    missing.map(({ id }) => id),
    [],
  );
});
