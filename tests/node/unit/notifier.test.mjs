// The callbacks of a component: `js/frameworks/notifier.ts`.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let createNotifier;
before(async () => {
  ({ createNotifier } = await importSources(`export * from './js/frameworks/notifier.ts'`));
});

for (const [state, name] of [
  ['finished', 'onFinish'],
  ['failed', 'onError'],
  ['cancelled', 'onCancel'],
])
  test(`an exception of \`onStateChange\` does not prevent \`${name}\`, and is uncaught`, (t) => {
    const reports = [];
    t.mock.method(globalThis, 'queueMicrotask', (report) => reports.push(report));
    const thrown = new Error('thrown');
    const called = [];
    const rendered = [];
    const callbacks = {
      onStateChange: () => {
        throw thrown;
      },
      [name]: (value) => {
        called.push(value);
      },
    };
    createNotifier(
      () => callbacks,
      (snapshot) => rendered.push(snapshot.state),
    )(state, 'value');
    assert.deepEqual([called, rendered], [['value'], [state]]);
    assert.equal(reports.length, 1);
    assert.throws(reports[0], thrown);
  });
