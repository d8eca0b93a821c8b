// The logic that the framework components share, with a mocked default entry point: when a session starts and ends, and
// which state changes are reported.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { before, beforeEach, test } from 'node:test';
import { polluted } from '../polluted.mjs';
import { importSources } from '../sources.mjs';

let createRunner;
let createNotifier;
let IDLE;
let sourceOf;
/** The sessions started by `openSession` or `verify`. */
let opened;
let options;
/** The endpoints with a verification that a reload has interrupted. */
let pending;
let notified;
let runner;

globalThis.testEntry = {
  hasPendingVerification: (endpoint) => pending.includes(endpoint),
  openSession(config) {
    const session = new EventTarget();
    session.finished = new Promise((resolve, reject) => Object.assign(session, { resolve, reject }));
    config.signal.addEventListener?.('abort', () => session.reject(config.signal.reason));
    session.enter = (state, id) => {
      Object.assign(session, { state, id });
      session.dispatchEvent(new Event('statechange'));
    };
    opened.push(Object.assign(session, { config }));
    return session;
  },
  verify(config) {
    const verification = { config, enter: config.onState };
    opened.push(verification);
    return new Promise((resolve, reject) => Object.assign(verification, { resolve, reject }));
  },
};

before(async () => {
  const mockEntry = {
    name: 'mock-entry',
    setup(build) {
      build.onResolve({ filter: /\/index\.js$/ }, () => ({ path: 'entry', namespace: 'mock' }));
      build.onLoad({ filter: /./, namespace: 'mock' }, () => ({
        contents: 'export const { hasPendingVerification, openSession, verify } = globalThis.testEntry;',
      }));
    },
  };
  const names = ['runner', 'options', 'notifier'];
  const exports = names.map((name) => `export * from './js/frameworks/${name}.ts';`).join('');
  ({ createRunner, createNotifier, IDLE, sourceOf } = await importSources(exports, [mockEntry]));
});

beforeEach(() => {
  opened = [];
  notified = [];
  options = {};
  pending = [];
  runner = createRunner(
    () => options,
    (...args) => notified.push(args),
  );
});

const nextTick = () => new Promise((resolve) => setImmediate(resolve));
const states = () => notified.map(([state]) => state);

test('sourceOf distinguishes strings, but not functions and Promises', () => {
  assert.equal(sourceOf({}), undefined);
  assert.equal(sourceOf({ sessionId: '', endpoint: null }), undefined);
  assert.notEqual(sourceOf({ sessionId: 'a' }), sourceOf({ sessionId: 'b' }));
  assert.notEqual(sourceOf({ sessionId: 'a' }), sourceOf({ endpoint: 'a' }));
  assert.equal(sourceOf({ sessionId: () => 'a' }), sourceOf({ sessionId: Promise.resolve('b') }));
  assert.equal(sourceOf({ sessionId: 'a', endpoint: 'x' }), sourceOf({ sessionId: 'a' }));
});

test('own endpoints are a source, and are passed to verify', async () => {
  const backend = { createSession() {}, getVerdict() {} };
  options = { config: { backend } };
  assert.notEqual(sourceOf(options), undefined);
  assert.notEqual(sourceOf(options), sourceOf({ endpoint: 'a' }));
  runner.sync(true);
  await nextTick();
  assert.equal(opened[0].config.backend, backend);
});

test('with `resume`, an interrupted verification starts even with `manual`, any other does not', async () => {
  options = { endpoint: '/a', manual: true, resume: true };
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 0);
  pending = ['/a'];
  for (const other of [{ resume: false }, { endpoint: '/b' }, { sessionId: 'a' }]) {
    options = { endpoint: '/a', manual: true, resume: true, ...other };
    runner.sync(true);
    await nextTick();
    assert.equal(opened.length, 0, JSON.stringify(other));
  }
  options = { endpoint: '/a', manual: true, resume: true };
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 1);
  assert.equal(opened[0].config.resume, true);
  // The same as an option of `verify` in `config`.
  runner.cancel();
  options = { endpoint: '/a', manual: true, resume: false, config: { resume: true } };
  const other = createRunner(
    () => options,
    () => {},
  );
  other.sync(true);
  await nextTick();
  assert.equal(opened[1].config.resume, true);
});

for (const config of [{ mode: 'redirect' }, { fallback: 'redirect' }])
  test(`with ${JSON.stringify(config)}, an interrupted verification starts even with \`manual\``, async () => {
    options = { endpoint: '/a', manual: true, config };
    runner.sync(true);
    await nextTick();
    assert.equal(opened.length, 0);
    pending = ['/a'];
    runner.sync(true);
    await nextTick();
    assert.equal(opened.length, 1);
  });

test('options are not read from a polluted Object.prototype', async () => {
  const evil = {
    src: '//evil',
    endpoint: '//evil',
    nonce: 'evil',
    config: { src: '//evil' },
    sessionId: 'evil',
  };
  for (const set of [
    { sessionId: 'a', config: {} },
    { endpoint: '/api', config: {} },
    // Frameworks copy inherited properties like own ones.
    { ...evil, sessionId: 'a', config: {} },
  ]) {
    await polluted({ ...evil, backend: { evil: 1 }, headers: { evil: 1 }, container: 'evil' }, async () => {
      options = set;
      runner.sync(true);
      await nextTick();
      runner.cancel();
    });
    const { config } = opened.at(-1);
    const source = set.sessionId ?? set.endpoint;
    await polluted(evil, async () => {
      // `verify` takes a copy of own properties itself.
      const read = source === 'a' ? config : { __proto__: null, ...config };
      for (const name of ['src', 'nonce', 'backend', 'headers', 'container'])
        assert.equal(read[name], undefined, name);
      assert.equal(read.id ?? read.endpoint, source);
    });
    runner.sync(false);
    options = {};
    runner.sync(true);
  }
  assert.equal(opened.length, 3);
  await polluted({ ...evil, backend: { evil: 1 } }, async () => {
    assert.equal(sourceOf({}), undefined);
    assert.equal(sourceOf({ config: {} }), undefined);
    assert.equal(sourceOf({ endpoint: '/api' }), 'at /api');
  });
});

test('a signal that is not an AbortSignal is left to the core to report', async () => {
  for (const signal of [5, {}, 'abort', true]) {
    options = { sessionId: `a${typeof signal}`, config: { signal } };
    runner.sync(true);
    await nextTick();
    assert.equal(opened.at(-1).config.signal, signal);
    runner.cancel();
  }
});

test('fails without a session when `prepare` throws, and a source that has ended starts only by start()', async () => {
  const error = new Error('refused');
  options = { sessionId: 'a' };
  runner = createRunner(
    () => options,
    (...args) => notified.push(args),
    () => {
      throw error;
    },
  );
  runner.sync(true, true);
  await nextTick();
  assert.deepEqual(notified, []);
  await assert.rejects(runner.start(), error);
  assert.deepEqual(notified, [
    ['preparing', undefined],
    ['failed', error],
  ]);
  assert.equal(opened.length, 0);
});

test('starts, once, when `manual` changes to false', async () => {
  options = { sessionId: 'a', manual: true };
  runner.sync(true);
  options = { sessionId: 'a', manual: false };
  runner.sync(true);
  await nextTick();
  opened[0].resolve('detail');
  await nextTick();
  for (const manual of [true, false]) {
    options = { sessionId: 'a', manual };
    runner.sync(true);
    await nextTick();
  }
  assert.equal(opened.length, 1);
});

test('mounting twice in a row starts one session', async () => {
  options = { sessionId: 'a' };
  runner.sync(true);
  runner.sync(false);
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 1);
  assert.deepEqual(states(), ['preparing']);
});

test('notifies of each state, and once of the outcome', async () => {
  options = { sessionId: 'a', locale: 'ru', config: { retries: 0 }, container: 'here' };
  const outcome = runner.start();
  await nextTick();
  const { signal, ...config } = opened[0].config;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(config, { id: 'a', locale: 'ru', src: undefined, retries: 0, container: 'here' });
  opened[0].enter('loading');
  opened[0].enter('active', 'a');
  opened[0].enter('finished', 'a');
  opened[0].resolve('detail');
  assert.equal(await outcome, 'detail');
  assert.deepEqual(notified, [
    ['preparing', undefined],
    ['loading', undefined],
    ['active', 'a'],
    ['finished', 'detail'],
  ]);
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 1);
});

test('a verification is finished once its verdict has arrived', async () => {
  options = { endpoint: '/api', config: { metadata: 1 } };
  runner.sync(true);
  await nextTick();
  assert.equal(opened[0].config.endpoint, '/api');
  assert.equal(opened[0].config.metadata, 1);
  for (const state of ['preparing', 'active', 'finished', 'waiting']) opened[0].enter(state, 'id');
  assert.deepEqual(states(), ['preparing', 'active', 'waiting']);
  opened[0].resolve({ passed: true });
  await nextTick();
  assert.deepEqual(notified.at(-1), ['finished', { passed: true }]);
});

test('a new source cancels the session, ignores its later states and starts the next one', async () => {
  options = { sessionId: 'a' };
  runner.sync(true);
  await nextTick();
  options = { sessionId: 'b' };
  runner.sync(true);
  await nextTick();
  assert.deepEqual(
    opened.map(({ config }) => [config.id, config.signal.aborted]),
    [
      ['a', true],
      ['b', false],
    ],
  );
  opened[0].enter('active', 'a');
  opened[1].enter('active', 'b');
  assert.deepEqual(states(), ['preparing', 'cancelled', 'preparing', 'active']);
  assert.deepEqual(notified.at(-1), ['active', 'b']);
});

test('mounting again restarts a cancelled session, but not one that has ended', async () => {
  options = { sessionId: 'a' };
  runner.sync(true);
  await nextTick();
  runner.sync(false);
  assert.equal(states().at(-1), 'cancelled');
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 2);
  opened[1].reject(new Error('broken'));
  await nextTick();
  assert.equal(states().at(-1), 'failed');
  runner.sync(false);
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 2);
});

for (const source of [{ endpoint: '/a' }, { sessionId: 'a' }, { config: { backend: {} } }])
  test(`start() after unmounting starts no session: ${Object.keys(source)}`, async () => {
    options = { manual: true, ...source };
    runner.sync(true);
    runner.sync(false);
    await assert.rejects(runner.start(), { name: 'AbortError' });
    assert.equal(opened.length, 0);
    assert.deepEqual(notified, []);
    // A component that is only hidden, as with Vue's KeepAlive, can start one again.
    runner.sync(true);
    runner.start();
    await nextTick();
    assert.equal(opened.length, 1);
  });

test('with `manual`, a session starts on start(), and further calls return the same outcome', async () => {
  options = { sessionId: 'a', manual: true };
  runner.sync(true);
  await nextTick();
  assert.equal(opened.length, 0);
  assert.equal(runner.start(), runner.start());
  await nextTick();
  assert.equal(opened.length, 1);
});

test("passes on the reason of cancel() and of the page's signal; an AbortError of the loader counts as a cancellation", async () => {
  options = { sessionId: 'a' };
  const first = runner.start();
  await nextTick();
  runner.cancel('no');
  assert.deepEqual(notified.at(-1), ['cancelled', 'no']);
  await assert.rejects(first, (reason) => reason === 'no');

  const control = new AbortController();
  options = { sessionId: 'a', config: { signal: control.signal } };
  runner.start().catch(() => {});
  await nextTick();
  control.abort('enough');
  assert.deepEqual(notified.at(-1), ['cancelled', 'enough']);
  runner.start().catch(() => {});
  await nextTick();
  assert.deepEqual(notified.at(-1), ['cancelled', 'enough']);

  options = { sessionId: 'a' };
  runner.start().catch(() => {});
  await nextTick();
  opened.at(-1).reject(new DOMException('The dialog was closed.', 'AbortError'));
  await nextTick();
  assert.equal(states().at(-1), 'cancelled');
});

test("removes its listener from the page's signal when a session has ended", async () => {
  const { signal } = new AbortController();
  options = { sessionId: 'a', config: { signal } };
  runner.sync(true);
  await nextTick();
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  opened[0].resolve('detail');
  await nextTick();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('sends no notification after `cancelled` when a callback cancels the session', async () => {
  options = { sessionId: 'a' };
  runner = createRunner(
    () => options,
    (state) => {
      notified.push([state]);
      if (state === 'preparing') runner.cancel();
    },
  );
  runner.start().catch(() => {});
  await nextTick();
  assert.deepEqual(states(), ['preparing', 'cancelled']);
  assert.equal(
    opened.every(({ config }) => config.signal.aborted),
    true,
  );
});

test('reports an exception of a callback as uncaught, without affecting the session', async () => {
  options = { sessionId: 'a' };
  runner = createRunner(
    () => options,
    (state) => {
      notified.push([state]);
      throw new Error(`thrown at ${state}`);
    },
  );
  const reported = [];
  const originalListeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => reported.push(error.message));
  try {
    const outcome = runner.start();
    await nextTick();
    opened[0].resolve('detail');
    assert.equal(await outcome, 'detail');
    await nextTick();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of originalListeners) process.on('uncaughtException', listener);
  }
  assert.deepEqual(states(), ['preparing', 'finished']);
  assert.deepEqual(reported, ['thrown at preparing', 'thrown at finished']);
});

test('createNotifier renders each state, and calls the callbacks only while the component is mounted', () => {
  const calls = [];
  const rendered = [];
  const log =
    (name) =>
    (...args) =>
      calls.push([name, ...args]);
  let callbacks = {
    onFinish: log('finish'),
    onError: log('error'),
    onCancel: log('cancel'),
    onStateChange: log('state'),
  };
  const notify = createNotifier(
    () => callbacks,
    (snapshot) => rendered.push(snapshot),
  );
  notify('active', 'id');
  notify('finished', 'outcome');
  notify('failed', 'error');
  callbacks = undefined;
  notify('cancelled', 'reason');
  assert.deepEqual(rendered, [
    { state: 'active' },
    { state: 'finished', outcome: 'outcome' },
    { state: 'failed', error: 'error' },
    { state: 'cancelled' },
  ]);
  assert.deepEqual(calls, [
    ['state', 'active', 'id'],
    ['state', 'finished', 'id'],
    ['finish', 'outcome'],
    ['state', 'failed', 'id'],
    ['error', 'error'],
  ]);
});

test('createNotifier needs no callback, and calls `onCancel` with the reason', () => {
  let callbacks = {};
  const rendered = [];
  const notify = createNotifier(
    () => callbacks,
    ({ state }) => rendered.push(state),
  );
  for (const state of ['active', 'finished', 'failed', 'cancelled']) notify(state, 'value');
  assert.deepEqual(rendered, ['active', 'finished', 'failed', 'cancelled']);
  const reasons = [];
  callbacks = { onCancel: (reason) => reasons.push(reason) };
  for (const state of ['active', 'finished', 'failed', 'cancelled']) notify(state, state);
  assert.deepEqual(reasons, ['cancelled']);
  assert.deepEqual(IDLE, { state: 'idle' });
});

test('start without a source begins a verification, whose error says that the endpoint is missing', async () => {
  runner.start().catch(() => {});
  await nextTick();
  assert.equal(opened.length, 1);
  assert.ok(!(opened[0] instanceof EventTarget), 'no session');
  assert.equal(opened[0].config.endpoint, undefined);
});

test('a session that is rejected with nothing has failed', async () => {
  for (const nothing of [undefined, null]) {
    notified = [];
    options = { sessionId: 'a' };
    const outcome = runner.start();
    await nextTick();
    opened.at(-1).enter('loading');
    opened.at(-1).reject(nothing);
    await assert.rejects(outcome, (error) => error === nothing);
    assert.deepEqual(notified.at(-1), ['failed', nothing]);
  }
});
