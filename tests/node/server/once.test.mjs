/** Tests of how many keys `js/server/once.ts` remembers. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { build } from 'esbuild';

let Once;

before(async () => {
  const { outputFiles } = await build({
    entryPoints: ['js/server/once.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  ({ Once } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  ));
});

test('remembers the 10,000 keys that were used last', async () => {
  const once = new Once(0, () => new Error('timeout'));
  const runs = new Map();
  const run = (key) => once.run(key, async () => void runs.set(key, (runs.get(key) ?? 0) + 1));
  for (let key = 0; key < 10_000; key++) await run(String(key));
  await run('0');
  assert.equal(runs.get('0'), 1);
  await run('one more');
  // `1` was used the longest time ago; `0` was used again.
  await run('0');
  assert.equal(runs.get('0'), 1);
  await run('1');
  assert.equal(runs.get('1'), 2);
  await run('3');
  assert.equal(runs.get('3'), 1);
});

test('a task that never settles is dropped after the limit', async () => {
  const once = new Once(20, () => new Error('timeout'));
  await assert.rejects(
    once.run('key', () => new Promise(() => {})),
    { message: 'timeout' },
  );
  let ran = false;
  await once.run('key', async () => {
    ran = true;
  });
  assert.equal(ran, true);
});
