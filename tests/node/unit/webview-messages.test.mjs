// The messages of a page to the native app around it: outcomes, and what JSON cannot express.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPS, createBridge, ENVELOPE, forget, messages, reported, types, VERDICT } from './webview-kit.mjs';

test('posts an error with its code, and rejects with it', async () => {
  APPS.WKWebView();
  const error = Object.assign(new Error('No camera.'), {
    name: 'FlowWidgetError',
    code: 'unsupported-environment',
    retryable: true,
    cause: { token: 'secret' },
  });
  await assert.rejects(
    createBridge().run(({ onState }) => {
      onState('active', 's-1');
      onState('failed');
      throw error;
    }),
    (thrown) => thrown === error,
  );
  assert.deepEqual(messages().at(-1), {
    ...ENVELOPE,
    sessionId: 's-1',
    type: 'error',
    error: {
      code: 'unsupported-environment',
      name: 'FlowWidgetError',
      message: 'No camera.',
      retryable: true,
    },
  });
});

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
for (const [name, thrown, expected] of [
  ['a string', 'broken', { message: 'broken' }],
  ['undefined', undefined, {}],
  ['an object with other types', { code: 7, name: {}, message: 1n, retryable: 'yes' }, {}],
  ['a revoked Proxy', revoked, {}],
]) {
  test(`posts an error for a thrown value: ${name}`, async () => {
    APPS['React Native']();
    const ended = createBridge().run(async () => {
      throw thrown;
    });
    await ended.then(assert.fail, (error) => assert.ok(error === thrown));
    assert.deepEqual(messages().at(-1).error, {
      code: null,
      name: 'Error',
      message: '',
      retryable: false,
      ...expected,
    });
  });
}

const cyclic = { type: 'finish', score: 1 };
cyclic.self = cyclic;
for (const [name, detail, expected] of [
  ['a function', () => {}, undefined],
  ['a BigInt', 1n, undefined],
  ['a cycle', cyclic, { type: 'finish', score: 1 }],
  ['a BigInt in a field', { id: 's-1', big: 1n, list: [1] }, { id: 's-1', list: [1] }],
  ['a list with a BigInt', [1n, 2], undefined],
  [
    'a getter that throws',
    {
      id: 's-1',
      get broken() {
        throw new Error('getter');
      },
    },
    { id: 's-1' },
  ],
  [
    'a `toJSON` that throws',
    {
      toJSON() {
        throw new Error('toJSON');
      },
    },
    {},
  ],
  ['a revoked Proxy', revoked, undefined],
  ['null', null, null],
]) {
  test(`posts the verdict without what JSON cannot express: ${name}`, async () => {
    for (const app of ['React Native', 'WKWebView']) {
      forget();
      delete globalThis.ReactNativeWebView;
      APPS[app]();
      const verdict = { ...VERDICT, detail };
      assert.equal(await createBridge().run(() => verdict), verdict);
      const posted = messages().at(-1).verdict;
      assert.deepEqual(posted, expected === undefined ? VERDICT : { ...VERDICT, detail: expected });
    }
    assert.deepEqual(reported, []);
  });
}

test('posts no state after the end of the run', async () => {
  APPS.WKWebView();
  let onState;
  await createBridge().run((hooks) => {
    ({ onState } = hooks);
    return VERDICT;
  });
  onState('active', 's-1');
  assert.deepEqual(types(), ['verdict']);
});

for (const [name, start] of [
  [
    'the state was `cancelled`',
    ({ onState }) => {
      onState('cancelled');
      throw 'the reason of the page';
    },
  ],
  [
    'it rejects with an `AbortError`, as when the user closes the dialog',
    () => Promise.reject(new DOMException('Closed.', 'AbortError')),
  ],
]) {
  test(`posts a cancellation if ${name}`, async () => {
    APPS.WKWebView();
    await assert.rejects(createBridge().run(start), () => true);
    assert.equal(messages().at(-1).type, 'cancelled');
  });
}

test('a user who gives up in the widget gets a verdict', async () => {
  APPS.WKWebView();
  await createBridge().run(() => ({ ...VERDICT, passed: false, cancelled: true }));
  assert.equal(messages().at(-1).verdict.cancelled, true);
});
