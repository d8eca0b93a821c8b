/** Tests of `js/server/limit.ts`: limits of time, and signals. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let callWithLimit;
let withLimit;
let withSignal;

before(async () => {
  ({ callWithLimit, withLimit, withSignal } = await importSources(`export * from './js/server/limit.ts'`));
});

const never = new Promise(() => {});
const late = () => new Error('late');

/** Replaces timers. Returns the delays of those that were set, and how many are pending. */
function mockTimers(t) {
  const delays = [];
  const pending = new Map();
  t.mock.method(globalThis, 'setTimeout', (work, ms) => {
    delays.push(ms);
    pending.set(delays.length, work);
    return delays.length;
  });
  t.mock.method(globalThis, 'clearTimeout', (id) => pending.delete(id));
  return { delays, pending };
}

test('`withLimit` throws after the limit, and removes its timer when the promise settles', async (t) => {
  const { delays, pending } = mockTimers(t);
  assert.equal(await withLimit(Promise.resolve('value'), 5, late), 'value');
  await assert.rejects(withLimit(Promise.reject(new Error('failed')), 5, late), { message: 'failed' });
  assert.deepEqual([delays.splice(0), pending.size], [[5, 5], 0]);
  const limited = withLimit(never, 7, late);
  for (const work of pending.values()) work();
  await assert.rejects(limited, { message: 'late' });
  assert.deepEqual([delays, pending.size], [[7], 0]);
});

test('`withLimit` sets no timer for 0, and none that `setTimeout` would end at once', async (t) => {
  const { delays } = mockTimers(t);
  assert.equal(await withLimit(Promise.resolve('value'), 0, late), 'value');
  assert.deepEqual(delays, []);
  await withLimit(Promise.resolve(), 2 ** 31 - 1, late);
  await withLimit(Promise.resolve(), 2 ** 31 + 1_000, late);
  assert.deepEqual(delays, [2 ** 31 - 1, 2 ** 31 - 1]);
});

test('`callWithLimit` passes on the promise of the call, which also has its exception', async (t) => {
  const { delays, pending } = mockTimers(t);
  assert.equal(await callWithLimit('present', 5, () => 'value'), 'value');
  const held = [];
  const thrown = new Error('thrown');
  const fail = () => {
    throw thrown;
  };
  await assert.rejects(
    callWithLimit('present', 5, fail, (promise) => held.push(promise)),
    thrown,
  );
  await assert.rejects(held[0], thrown);
  const limited = callWithLimit('present', 1_500, () => never);
  for (const work of pending.values()) work();
  await assert.rejects(limited, { message: '`present` did not settle within 1.5 s.' });
  assert.deepEqual(delays, [5, 5, 1_500]);
});

test('`withSignal` throws the reason of the signal, at once if it is aborted already', async () => {
  const control = new AbortController();
  const waiting = withSignal(never, control.signal);
  const reason = new Error('left');
  control.abort(reason);
  await assert.rejects(waiting, reason);
  await assert.rejects(withSignal(never, control.signal), reason);
});

test('`withSignal` leaves no listener behind', async () => {
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;
  const settled = withSignal(Promise.resolve('value'), signal);
  assert.equal(listeners(), 1);
  assert.equal(await settled, 'value');
  await assert.rejects(withSignal(Promise.reject(new Error('failed')), signal), { message: 'failed' });
  assert.equal(listeners(), 0);
});
