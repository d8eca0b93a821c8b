import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';

const SCRIPT = `
  import { runParts } from './scripts/test/parts.mjs';
  const long = Array.from({ length: 200 }, (_, index) => 'line ' + index).join('\\n');
  await runParts({
    good: { run: async ({ print }) => print('all well\\n') },
    bad: { run: async () => { throw new Error(long + '\\n1 failed: the test'); } },
    after: { needs: 'bad', run: async () => {} },
  }, process.argv.slice(1));
`;

test('repeats the end of what a failed part has printed, after all parts', async () => {
  const { code, output } = await run();
  assert.equal(code, 1);
  const summary = output.slice(output.indexOf('\n── bad: the last lines of the failure ──'));
  assert.match(summary, /line 199\n1 failed: the test\n\nParts:\n/);
  assert.ok(!summary.includes('line 100\n'), 'only the last lines');
  assert.match(summary, / {2}passed {2}good .*\n {2}FAILED {2}bad .*\n {2}FAILED {2}after /);
  assert.ok(!summary.includes('good: the last lines'));
});

test('prints the failure of a single part once', async () => {
  const { code, output } = await run('bad');
  assert.equal(code, 1);
  assert.equal(output.split('1 failed: the test').length, 2);
});

function run(...args) {
  const node = ['--input-type=module', '-e', SCRIPT, '--', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, node, (error, output) => resolve({ code: error?.code ?? 0, output }));
  });
}
