/** Tests of how many keys `js/server/once.ts` remembers. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let Once;

before(async () => {
  ({ Once } = await importSources(`export * from './js/server/once.ts'`));
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

test('a task that never settles is forgotten after ten times the limit', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const once = new Once(20, () => new Error('timeout'));
  const never = () => new Promise(() => {});
  await assert.rejects(once.run('key', never), { message: 'timeout' });
  let runs = 0;
  const count = async () => {
    runs += 1;
  };
  await assert.rejects(once.run('key', count), { message: 'timeout' }, 'waits for the running task');
  assert.equal(runs, 0);
  now = 200;
  await assert.rejects(once.run('key', count), { message: 'timeout' }, 'not yet');
  assert.equal(runs, 0);
  now = 201;
  await once.run('key', count);
  assert.equal(runs, 1);
});

test('a call that continues after its limit is not repeated meanwhile, and its late success is remembered', async () => {
  const once = new Once(0, () => new Error('timeout'));
  let succeed;
  const slow = new Promise((resolve) => {
    succeed = resolve;
  });
  let runs = 0;
  const task = async (hold) => {
    runs += 1;
    hold(slow);
    throw new Error('too slow');
  };
  await assert.rejects(once.run('key', task), { message: 'too slow' });
  const second = once.run('key', task);
  succeed();
  await second;
  await once.run('key', task);
  assert.equal(runs, 1);
});

test('a call that fails after its limit is repeated', async () => {
  const once = new Once(0, () => new Error('timeout'));
  let fail;
  const slow = new Promise((_, reject) => {
    fail = reject;
  });
  await assert.rejects(
    once.run('key', async (hold) => {
      hold(slow);
      throw new Error('too slow');
    }),
    { message: 'too slow' },
  );
  fail(new Error('failed'));
  await new Promise((resolve) => setImmediate(resolve));
  let runs = 0;
  await once.run('key', async () => {
    runs += 1;
  });
  assert.equal(runs, 1);
});

test('callers that wait for a task get its exception', async () => {
  const once = new Once(0, () => new Error('timeout'));
  const failed = new Error('failed');
  const task = () => Promise.reject(failed);
  const calls = [once.run('key', task), once.run('key', assert.fail)];
  for (const call of calls) await assert.rejects(call, (error) => error === failed);
});

test('a forgotten task that ends late does not end its successor', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const once = new Once(20, () => new Error('timeout'));
  const settle = [];
  const task = () => new Promise((resolve, reject) => settle.push({ resolve, reject }));
  const forgotten = once.run('key', task);
  now = 201;
  const successor = once.run('key', task);
  settle[0].reject(new Error('late'));
  await assert.rejects(forgotten, { message: 'late' });
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = once.run('key', assert.fail);
  settle[1].resolve();
  await Promise.all([successor, waiting]);
});

test('returns the value of the task, also to later callers', async () => {
  const once = new Once(0, () => new Error('timeout'));
  const values = [
    once.run('key', async () => 'value'),
    once.run('key', assert.fail),
    once.run('other', async () => 'another'),
  ];
  assert.deepEqual(await Promise.all(values), ['value', 'value', 'another']);
  assert.equal(await once.run('key', assert.fail), 'value');
});

test('runs a task again once its value is not current', async () => {
  const once = new Once(
    0,
    () => new Error('timeout'),
    (value) => value !== 'old',
  );
  assert.equal(await once.run('key', async () => 'old'), 'old');
  assert.equal(await once.run('key', async () => 'new'), 'new');
  assert.equal(await once.run('key', assert.fail), 'new');
});
