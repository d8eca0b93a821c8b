// The scores of `npm run mutants`.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { resultsOf } from '../../../scripts/mutants/js.mjs';
import { collect, runTest } from '../../../scripts/mutants/runner/node-test.mjs';
import { compare } from '../../../scripts/mutants/score.mjs';

const result = (change, noticed) => ({ file: 'a.rs', line: 1, change, noticed });

test('counts every change except survivors that are listed', () => {
  const results = [result('one', true), result('two', false), result('three', false), result('four', true)];
  const listed = [{ file: 'a.rs', change: 'two' }];
  assert.deepEqual(compare(results, listed), {
    raw: 0.5,
    score: 2 / 3,
    total: 4,
    noticed: 2,
    unlisted: [results[2]],
    stale: [],
  });
});

test('reports entries of the list that are no survivors, only of files that were changed', () => {
  const listed = [
    { file: 'a.rs', change: 'one' },
    { file: 'a.rs', change: 'gone' },
    { file: 'b.rs', change: 'one' },
  ];
  assert.deepEqual(compare([result('one', true)], listed).stale, listed.slice(0, 2));
  assert.equal(compare([], listed).score, 1);
});

test('reads a report of StrykerJS', () => {
  const at = (line, column, endLine, endColumn) => ({
    start: { line, column },
    end: { line: endLine, column: endColumn },
  });
  const source = 'const a = 1 + b;\nif (a)\n  run();\n';
  const mutants = [
    { location: at(1, 11, 1, 16), replacement: '1 - b', status: 'Survived' },
    { location: at(2, 5, 2, 6), replacement: 'true', status: 'Killed' },
    { location: at(1, 1, 3, 9), replacement: '{}', status: 'Timeout' },
    { location: at(1, 11, 1, 12), replacement: '2', status: 'CompileError' },
    { location: at(1, 11, 1, 12), replacement: '3', status: 'NoCoverage' },
  ];
  assert.deepEqual(resultsOf({ 'a.ts': { source, mutants } }), [
    { file: 'a.ts', line: 1, change: 'const a = 1 + b; → const a = 1 - b;', noticed: false },
    { file: 'a.ts', line: 2, change: 'if (a) → if (true)', noticed: true },
    { file: 'a.ts', line: 1, change: 'const a = 1 + b; if (a) run(); → {}', noticed: true },
    { file: 'a.ts', line: 1, change: 'const a = 1 + b; → const a = 3 + b;', noticed: false },
  ]);
});

test('each listed survivor has a file and a reason', () => {
  const { rust, js } = JSON.parse(readFileSync('tests/survivors.json', 'utf8'));
  for (const { file, change, reason } of [...rust, ...js]) {
    assert.ok(existsSync(file), file);
    assert.ok(change && reason.length > 10, `${file}: ${change}`);
  }
});

test('the runner collects the tests of a file, and runs them with their hooks as often as needed', async () => {
  const harness = new URL('../../../scripts/mutants/runner/node-test.mjs', import.meta.url).href;
  const source = `
    import { afterEach, before, beforeEach, test } from '${harness}';
    const calls = (globalThis.mutantCalls = []);
    before(() => calls.push('before'));
    beforeEach(() => calls.push('beforeEach'));
    afterEach(() => calls.push('afterEach'));
    test('succeeds', (t) => {
      t.after(() => calls.push('after'));
      t.mock.method(Math, 'random', () => calls.push('mock'));
      Math.random();
    });
    test('fails', { timeout: 5 }, async () => {
      throw new Error('failed');
    });
    test('hangs', () => new Promise(() => {}));`;
  const suite = await collect(`data:text/javascript,${encodeURIComponent(source)}`);
  const calls = globalThis.mutantCalls;
  delete globalThis.mutantCalls;
  const { tests, hooks } = suite;
  assert.deepEqual(
    tests.map(({ name }) => name),
    ['succeeds', 'fails', 'hangs'],
  );
  assert.deepEqual([calls, hooks.before.length], [[], 1]);
  for (let run = 0; run < 2; run++) {
    await runTest(suite, tests[0]);
    assert.deepEqual(calls.splice(0), ['beforeEach', 'mock', 'after', 'afterEach']);
    Math.random();
    assert.deepEqual(calls, [], 'the mock is removed');
    await assert.rejects(runTest(suite, tests[1]), { message: 'failed' });
    assert.deepEqual(calls.splice(0), ['beforeEach', 'afterEach']);
    await assert.rejects(runTest(suite, tests[2], 1), { message: 'The test did not end within 1 ms.' });
    assert.deepEqual(calls.splice(0), ['beforeEach', 'afterEach']);
  }
});
