// The commands of a native app to the page: which are obeyed, and when.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPS, begin, CANCEL, createBridge, dispatch, types, VERDICT } from './webview-kit.mjs';

test('the app cancels with the global function', async () => {
  APPS.WKWebView();
  const bridge = createBridge();
  const { ended, hooks } = begin(bridge);
  const { cancel } = globalThis.FlowWidgetHostCommands;
  assert.equal(cancel(), true);
  assert.equal(hooks.signal.reason.name, 'AbortError');
  assert.equal(cancel(), false, 'already cancelled');
  await assert.rejects(ended, (error) => error === hooks.signal.reason);
  assert.deepEqual(types(), ['cancelled']);
  assert.equal(cancel(), false, 'the run has ended');
});

test('a command before or after a run has no effect on the next run', async () => {
  APPS.WKWebView();
  const bridge = createBridge();
  dispatch(CANCEL);
  assert.equal(bridge.cancel(), false);
  const first = begin(bridge);
  const { cancel } = globalThis.FlowWidgetHostCommands;
  first.finish(VERDICT);
  await first.ended;
  cancel();
  dispatch(CANCEL);
  const second = begin(bridge);
  cancel();
  assert.equal(second.hooks.signal.aborted, false);
  second.finish(VERDICT);
  assert.equal(await second.ended, VERDICT);
});

test('the page cancels', async () => {
  APPS.WKWebView();
  const bridge = createBridge();
  const { ended } = begin(bridge);
  assert.equal(bridge.cancel(), true);
  await assert.rejects(ended, { name: 'AbortError' });
  assert.deepEqual(types(), ['cancelled']);
});

for (const [name, data, sender] of [
  ['an object without a source', CANCEL, {}],
  ['JSON without a source', JSON.stringify(CANCEL), {}],
  ["an event of Capacitor's, which has neither source nor origin", CANCEL, { source: undefined }],
  ['a message of the page to itself', CANCEL, { source: globalThis, origin: 'https://app.example' }],
]) {
  test(`the app cancels with ${name}`, async () => {
    const { ended } = begin();
    dispatch(data, sender);
    await assert.rejects(ended, { name: 'AbortError' });
  });
}

for (const [name, data, sender] of [
  ['a frame', CANCEL, { source: {}, origin: 'https://frame.example' }],
  ['a frame of the same origin', CANCEL, { source: {}, origin: 'https://app.example' }],
  ['a sandboxed frame', CANCEL, { source: {}, origin: 'null' }],
  ['a frame that has been removed', CANCEL, { origin: 'https://frame.example' }],
  ['a sandboxed frame that has been removed', CANCEL, { origin: 'null' }],
  ['a window whose origin was changed', CANCEL, { source: globalThis, origin: 'https://frame.example' }],
]) {
  test(`ignores a command of ${name}`, async () => {
    const { ended, finish, hooks } = begin();
    dispatch(data, sender);
    assert.equal(hooks.signal.aborted, false);
    finish(VERDICT);
    await ended;
  });
}

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

test('ignores messages that are not commands', async () => {
  const { ended, finish, hooks } = begin();
  const others = [undefined, null, 'cancel', '{', '"cancel"', 'null', {}, { type: 'cancel' }, revoked];
  for (const data of [...others, { ...CANCEL, type: 'start' }, { ...CANCEL, target: 'other' }])
    dispatch(data);
  assert.equal(hooks.signal.aborted, false);
  finish(VERDICT);
  await ended;
});
