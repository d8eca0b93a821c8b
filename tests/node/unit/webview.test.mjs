// The connection of a page to the native app around it: the bridges of the apps, and runs.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
  APPS,
  advance,
  begin,
  createBridge,
  ENVELOPE,
  leavePage,
  messages,
  receive,
  received,
  reported,
  types,
  VERDICT,
} from './webview-kit.mjs';

/** The apps whose bridge takes strings. */
const STRINGS = /Android|webview_flutter|React Native/;

for (const [name, addBridge] of Object.entries(APPS)) {
  test(`posts the states and the verdict to ${name}`, async () => {
    const bridge = createBridge();
    assert.equal(bridge.isConnected, false);
    addBridge();
    assert.equal(bridge.isConnected, true);
    const verdict = await bridge.run(({ onState }) => {
      onState('preparing');
      onState('active', 's-1');
      return Promise.resolve(VERDICT);
    });
    assert.equal(verdict, VERDICT);
    assert.deepEqual(messages(), [
      { ...ENVELOPE, sessionId: null, type: 'state', state: 'preparing' },
      { ...ENVELOPE, sessionId: 's-1', type: 'state', state: 'active' },
      { ...ENVELOPE, sessionId: 's-1', type: 'verdict', verdict: VERDICT },
    ]);
    for (const message of received) assert.equal(typeof message, STRINGS.test(name) ? 'string' : 'object');
  });
}

test('uses the given name for the bridge and for the commands', async () => {
  globalThis.webkit = { messageHandlers: { kyc: { postMessage: receive } } };
  const { ended } = begin(createBridge({ name: 'kyc' }));
  assert.equal(globalThis.kycCommands.cancel(), true);
  await assert.rejects(ended, { name: 'AbortError' });
  assert.deepEqual(types(), ['cancelled']);
  assert.ok(!('kycCommands' in globalThis));
});

test('passes messages to the function `post`, as objects', async () => {
  APPS.WKWebView();
  const posted = [];
  const bridge = createBridge({ post: (message) => posted.push(message) });
  assert.equal(bridge.isConnected, true);
  await bridge.run(() => VERDICT);
  assert.deepEqual(posted, [{ ...ENVELOPE, sessionId: null, type: 'verdict', verdict: VERDICT }]);
  assert.deepEqual(received, []);
});

test('runs without a bridge, as in a browser', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const bridge = createBridge();
  assert.equal(await bridge.run(() => VERDICT), VERDICT);
  assert.equal(bridge.isConnected, false);
});

test('runs on a server', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  leavePage();
  const bridge = createBridge();
  assert.equal(bridge.isConnected, false);
  assert.equal(bridge.cancel(), false);
  assert.equal(await bridge.run(() => VERDICT), VERDICT);
});

test('keeps the messages in order for a bridge that is added later', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const bridge = createBridge();
  await bridge.run(({ onState }) => {
    onState('preparing');
    return VERDICT;
  });
  advance(9_000);
  APPS['React Native']();
  advance(1_000);
  assert.deepEqual(types(), ['preparing', 'verdict']);
});

test('drops the messages if there is no bridge for 10 s', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const bridge = createBridge();
  const { ended, finish, hooks } = begin(bridge);
  hooks.onState('preparing');
  advance(10_000);
  APPS['React Native']();
  hooks.onState('active', 's-1');
  finish(VERDICT);
  await ended;
  assert.deepEqual(types(), ['active', 'verdict']);
});

test('keeps the order of messages that the app causes while it receives one', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { ended, hooks } = begin();
  hooks.onState('preparing');
  hooks.onState('loading');
  globalThis.FlowWidgetHost = {
    postMessage(json) {
      receive(json);
      if (JSON.parse(json).state === 'preparing') hooks.onState('starting');
    },
  };
  advance(250);
  assert.deepEqual(types(), ['preparing', 'loading', 'starting']);
  globalThis.FlowWidgetHostCommands.cancel();
  await assert.rejects(ended);
});

for (const [name, postMessage] of [
  [
    'throws',
    () => {
      throw new Error('bridge');
    },
  ],
  ['returns a Promise that rejects', () => Promise.reject(new Error('bridge'))],
]) {
  test(`a bridge that ${name} does not affect the verification, and is reported`, async () => {
    globalThis.FlowWidgetHost = { postMessage };
    const verdict = await createBridge().run(({ onState }) => {
      onState('active', 's-1');
      return VERDICT;
    });
    assert.equal(verdict, VERDICT);
    await new Promise(setImmediate);
    assert.deepEqual(
      reported.map(({ message }) => message),
      ['bridge', 'bridge'],
    );
  });
}

test('a bridge whose properties throw counts as absent', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  Object.defineProperty(globalThis, 'FlowWidgetHost', {
    configurable: true,
    get() {
      throw new Error('bridge');
    },
  });
  const bridge = createBridge();
  assert.equal(bridge.isConnected, false);
  assert.equal(await bridge.run(() => VERDICT), VERDICT);
});

/** A frame, which is a property of the window with the name of an app's object. */
const FRAMES = {
  'of the same origin': () => {
    const frame = { postMessage: receive, callHandler: receive };
    return Object.assign(frame, { window: frame });
  },
  'of another origin': () =>
    new Proxy(
      {},
      {
        get(_, name, self) {
          if (name === 'window') return self;
          throw new DOMException(`Blocked: ${String(name)}`, 'SecurityError');
        },
      },
    ),
};
for (const [origin, frameOf] of Object.entries(FRAMES))
  for (const name of ['ReactNativeWebView', 'flutter_inappwebview', 'webkit'])
    test(`a frame ${origin} with the name ${name} is not a bridge, and hides none`, async () => {
      globalThis[name] = frameOf();
      assert.equal(createBridge().isConnected, false);
      const [app] = name === 'ReactNativeWebView' ? ['flutter_inappwebview'] : ['React Native'];
      APPS[app]();
      const bridge = createBridge();
      assert.equal(bridge.isConnected, true);
      await bridge.run(() => VERDICT);
      assert.ok(received.length > 0);
    });

test('a polluted `Object.prototype` supplies neither a bridge nor options', () => {
  Object.defineProperty(Object.prototype, 'FlowWidgetHost', {
    configurable: true,
    value: { postMessage: receive },
  });
  Object.defineProperty(Object.prototype, 'post', { configurable: true, value: receive });
  try {
    assert.equal(createBridge({}).isConnected, false);
  } finally {
    delete Object.prototype.FlowWidgetHost;
    delete Object.prototype.post;
  }
});

test('rejects a second run, also of another bridge, and posts nothing about it', async () => {
  APPS.WKWebView();
  const bridge = createBridge();
  const first = begin(bridge);
  for (const second of [bridge, createBridge()]) {
    await assert.rejects(
      second.run(() => assert.fail('started')),
      { name: 'FlowWidgetError', code: 'session-active', retryable: true },
    );
  }
  assert.deepEqual(received, []);
  first.finish(VERDICT);
  await first.ended;
  assert.deepEqual(types(), ['verdict']);
  assert.equal(await bridge.run(() => VERDICT), VERDICT);
});

test('the next run can start as soon as the app has the outcome', async () => {
  let next;
  const bridge = createBridge({
    post: () => {
      next ??= bridge.run(() => VERDICT);
    },
  });
  await bridge.run(() => VERDICT);
  assert.equal(await next, VERDICT);
});

for (const [name, options, message] of [
  [
    'a name that is not a string',
    { name: 7 },
    '`name` must be a JavaScript identifier other than "FlowWidget", the name of the widget; got number.',
  ],
  ['a name that is not an identifier', { name: 'a.b' }, /^`name` must be .*; got "a\.b"\.$/],
  ["the name of the widget's global", { name: 'FlowWidget' }, /^`name` must be .*; got "FlowWidget"\.$/],
  ['a `post` that is not a function', { post: 'x' }, '`post` must be a function; got "x".'],
]) {
  test(`rejects ${name}`, () => {
    assert.throws(() => createBridge(options), { name: 'FlowWidgetError', code: 'invalid-config', message });
  });
}
