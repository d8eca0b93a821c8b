import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { locked } from './lock.mjs';
import { SetupProblem } from './problem.mjs';
import { which } from './system.mjs';

const skip = which('flock') ? false : 'no flock here';
const file = (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flow-lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'sub', 'setup.lock');
};

test('two set-ups take turns', { skip }, async (t) => {
  const path = file(t);
  const order = [];
  const work = (name) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} ends`);
    return name;
  };
  const first = locked(path, async () => {
    const second = locked(path, work('second'), { onWait: () => order.push('second waits') });
    while (!order.includes('second waits')) await new Promise((resolve) => setImmediate(resolve));
    await work('first')();
    return { second };
  });
  const { second } = await first;
  assert.equal(await second, 'second');
  assert.deepEqual(order, ['second waits', 'first begins', 'first ends', 'second begins', 'second ends']);
});

test('a lock that is held for too long is a problem with advice', { skip }, async (t) => {
  const path = file(t);
  await locked(path, async () => {
    await assert.rejects(
      locked(path, () => assert.fail('not ours'), { wait: 1 }),
      (error) =>
        error instanceof SetupProblem &&
        /Another set-up has held/.test(error.message) &&
        error.mend.length > 0,
    );
  });
});

test('work that fails gives the lock back', { skip }, async (t) => {
  const path = file(t);
  await assert.rejects(
    locked(path, () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await locked(path, async () => 'ours'), 'ours');
});

test('a set-up that is killed gives the lock back', { skip }, async (t) => {
  const path = file(t);
  const code = `
    import { locked } from ${JSON.stringify(new URL('./lock.mjs', import.meta.url).href)};
    await locked(${JSON.stringify(path)}, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  assert.equal(await locked(path, async () => 'ours'), 'ours');
});

test('without flock the work is done all the same', async (t) => {
  assert.equal(await locked(file(t), async () => 'done', { env: { PATH: '' } }), 'done');
});
