// The wrappers' shared logic over a facade that a test drives: when a session begins, ends, and who is told.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { before, beforeEach, test } from 'node:test';
import { build } from 'esbuild';

let createRunner;
let createTeller;
let sourceOf;
/** The sessions that were opened, by either way. */
let opened;
let options;
let told;
let runner;

globalThis.testFacade = {
  openSession(config) {
    const session = new EventTarget();
    session.finished = new Promise((resolve, reject) => Object.assign(session, { resolve, reject }));
    config.signal.addEventListener('abort', () => session.reject(config.signal.reason));
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
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './js/frameworks/runner.ts'; export * from './js/frameworks/options.ts'; export * from './js/frameworks/notifier.ts';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'facade',
        setup(build) {
          build.onResolve({ filter: /\/index\.js$/ }, () => ({ path: 'facade', namespace: 'facade' }));
          build.onLoad({ filter: /./, namespace: 'facade' }, () => ({
            contents: 'export const { openSession, verify } = globalThis.testFacade;',
          }));
        },
      },
    ],
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
  ({ createRunner, createTeller, sourceOf } = await import(url));
});

beforeEach(() => {
  opened = [];
  told = [];
  options = {};
  runner = createRunner(
    () => options,
    (...args) => told.push(args),
  );
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
const states = () => told.map(([state]) => state);

test('a text tells one source from another, a function or Promise does not', () => {
  assert.equal(sourceOf({}), undefined);
  assert.equal(sourceOf({ sessionId: '', endpoint: null }), undefined);
  assert.notEqual(sourceOf({ sessionId: 'a' }), sourceOf({ sessionId: 'b' }));
  assert.notEqual(sourceOf({ sessionId: 'a' }), sourceOf({ endpoint: 'a' }));
  assert.equal(sourceOf({ sessionId: () => 'a' }), sourceOf({ sessionId: Promise.resolve('b') }));
  assert.equal(sourceOf({ sessionId: 'a', endpoint: 'x' }), sourceOf({ sessionId: 'a' }));
});

test('mounted twice in a row, it runs one session and tells of one', async () => {
  options = { sessionId: 'a' };
  runner.follow(true);
  runner.follow(false);
  runner.follow(true);
  await settled();
  assert.equal(opened.length, 1);
  assert.deepEqual(states(), ['preparing']);
});

test('each state is told, and the end once, with its outcome', async () => {
  options = { sessionId: 'a', locale: 'ru', config: { retries: 0 }, container: 'here' };
  const outcome = runner.start();
  await settled();
  const { signal, ...config } = opened[0].config;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(config, { id: 'a', locale: 'ru', src: undefined, retries: 0, container: 'here' });
  opened[0].enter('loading');
  opened[0].enter('active', 'a');
  opened[0].enter('finished', 'a');
  opened[0].resolve('detail');
  assert.equal(await outcome, 'detail');
  assert.deepEqual(told, [
    ['preparing', undefined],
    ['loading', undefined],
    ['active', 'a'],
    ['finished', 'detail'],
  ]);
  runner.follow(true);
  await settled();
  assert.equal(opened.length, 1);
});

test('a verification is finished when its verdict is there', async () => {
  options = { endpoint: '/api', config: { metadata: 1 } };
  runner.follow(true);
  await settled();
  assert.equal(opened[0].config.endpoint, '/api');
  assert.equal(opened[0].config.metadata, 1);
  for (const state of ['preparing', 'active', 'finished', 'waiting']) opened[0].enter(state, 'id');
  assert.deepEqual(states(), ['preparing', 'active', 'waiting']);
  opened[0].resolve({ passed: true });
  await settled();
  assert.deepEqual(told.at(-1), ['finished', { passed: true }]);
});

test('another source ends one session and begins the next, in which the first is heard no more', async () => {
  options = { sessionId: 'a' };
  runner.follow(true);
  await settled();
  options = { sessionId: 'b' };
  runner.follow(true);
  await settled();
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
  assert.deepEqual(told.at(-1), ['active', 'b']);
});

test('what has ended stays ended, and what was interrupted begins anew', async () => {
  options = { sessionId: 'a' };
  runner.follow(true);
  await settled();
  runner.follow(false);
  assert.equal(states().at(-1), 'cancelled');
  runner.follow(true);
  await settled();
  assert.equal(opened.length, 2);
  opened[1].reject(new Error('broken'));
  await settled();
  assert.equal(states().at(-1), 'failed');
  runner.follow(false);
  runner.follow(true);
  await settled();
  assert.equal(opened.length, 2);
});

test('`manual` waits for start(), which answers for the session that runs', async () => {
  options = { sessionId: 'a', manual: true };
  runner.follow(true);
  await settled();
  assert.equal(opened.length, 0);
  assert.equal(runner.start(), runner.start());
  await settled();
  assert.equal(opened.length, 1);
});

test('a reason is handed on: of cancel(), of the signal of the page, and of the loader', async () => {
  options = { sessionId: 'a' };
  const first = runner.start();
  await settled();
  runner.cancel('no');
  assert.deepEqual(told.at(-1), ['cancelled', 'no']);
  await assert.rejects(first, (reason) => reason === 'no');

  const control = new AbortController();
  options = { sessionId: 'a', config: { signal: control.signal } };
  runner.start().catch(() => {});
  await settled();
  control.abort('enough');
  assert.deepEqual(told.at(-1), ['cancelled', 'enough']);
  runner.start().catch(() => {});
  await settled();
  assert.deepEqual(told.at(-1), ['cancelled', 'enough']);

  options = { sessionId: 'a' };
  runner.start().catch(() => {});
  await settled();
  opened.at(-1).reject(new DOMException('The dialog was closed.', 'AbortError'));
  await settled();
  assert.equal(states().at(-1), 'cancelled');
});

test('when a session has ended, nothing of it is left on the signal of the page', async () => {
  const { signal } = new AbortController();
  options = { sessionId: 'a', config: { signal } };
  runner.follow(true);
  await settled();
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  opened[0].resolve('detail');
  await settled();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('cancelled from within a callback, nothing more is told', async () => {
  options = { sessionId: 'a' };
  runner = createRunner(
    () => options,
    (state) => {
      told.push([state]);
      if (state === 'preparing') runner.cancel();
    },
  );
  runner.start().catch(() => {});
  await settled();
  assert.deepEqual(states(), ['preparing', 'cancelled']);
  assert.equal(
    opened.every(({ config }) => config.signal.aborted),
    true,
  );
});

test('what a callback throws is reported, and changes nothing', async () => {
  options = { sessionId: 'a' };
  runner = createRunner(
    () => options,
    (state) => {
      told.push([state]);
      throw new Error(`thrown at ${state}`);
    },
  );
  const reported = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => reported.push(error.message));
  try {
    const outcome = runner.start();
    await settled();
    opened[0].resolve('detail');
    assert.equal(await outcome, 'detail');
    await settled();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  }
  assert.deepEqual(states(), ['preparing', 'finished']);
  assert.deepEqual(reported, ['thrown at preparing', 'thrown at finished']);
});

test('a component is shown each state, and calls back only while it is there', () => {
  const calls = [];
  const shown = [];
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
  const tell = createTeller(
    () => callbacks,
    (snapshot) => shown.push(snapshot),
  );
  tell('active', 'id');
  tell('finished', 'outcome');
  tell('failed', 'error');
  callbacks = undefined;
  tell('cancelled', 'reason');
  assert.deepEqual(shown, [
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
