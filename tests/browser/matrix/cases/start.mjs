/** Behavior of the widget's `startSession`. */

const failed = (id, fault, row = {}) => ({
  id,
  fault,
  error: 'start-failed',
  says: /startSession failed: no camera\. .*create a new session/,
  config: (kit) => ({ src: kit.widget(id) }),
  ...row,
});

const succeeds = (id, fault, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  config: (kit) => ({ src: kit.widget(id) }),
  act: async (kit) => {
    await kit.until('active');
    await kit.quiet();
    kit.finish();
  },
  ...row,
});

export default {
  name: 'start',
  title: 'Start',
  rows: [
    failed('throws', '`startSession` throws', {
      note: '`cause` is the thrown value; the elements drawn by the widget are removed',
    }),
    failed('rejects', 'The Promise of `startSession` is rejected', {
      states: 'loading starting active failed',
    }),
    failed('rejects-late', 'The Promise of `startSession` is rejected later', {
      states: 'loading starting active failed',
    }),
    failed('throws-nothing', '`startSession` throws `undefined`', { says: /startSession failed\. / }),
    failed('hostile-thenable', '`startSession` returns an object whose `then` throws', {
      states: 'loading starting active failed',
      says: /startSession failed: trap\./,
    }),
    succeeds('resolves', 'The Promise of `startSession` resolves before the session ends'),
    succeeds('never-returns', 'The Promise of `startSession` never settles'),
    {
      id: 'before-return',
      fault: 'The widget finishes before `startSession` returns',
      resolves: { session_id: 'a' },
      states: 'loading starting finished',
      config: (kit) => ({ src: kit.widget('before-return') }),
    },
    {
      id: 'finishes-then-throws',
      fault: 'The widget finishes, then `startSession` throws',
      resolves: { session_id: 'a' },
      states: 'loading starting finished',
      config: (kit) => ({ src: kit.widget('finishes-then-throws') }),
    },
    succeeds('empties', 'The widget empties its container', { left: 'drawing script' }),
    succeeds('replaces', 'The widget replaces its container', { left: 'drawing script' }),
    {
      id: 'removes',
      fault: 'The widget removes its container',
      rejects: 'AbortError',
      left: 'container drawing script',
      config: (kit) => ({ src: kit.widget('removes') }),
    },
    {
      id: 'fields',
      fault: 'The config has an unknown field and a language tag',
      resolves: { session_id: 'a' },
      note: 'the widget gets only `id`, `session_id`, `selector` and `locale`',
      config: () => ({ locale: 'kk-KZ', more: 1 }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
      look: (kit) => ({ calls: kit.calls }),
      seen: { calls: [{ id: 'a', session_id: 'a', selector: '#flow-widget', locale: 'kz' }] },
    },
  ],
};
