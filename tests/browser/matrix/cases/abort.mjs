/** The page cancels a session, or aborts its signal. */

/** A row in which the page cancels once the session has reached `state`, or at once if that is undefined. */
const at = (id, fault, state, states, row = {}) => ({
  id,
  fault,
  rejects: 'AbortError',
  states,
  act: async (kit) => {
    if (state) await kit.until(state);
    if (state === 'loading') await kit.requested('script/x.js');
    kit.session.cancel();
  },
  ...row,
});

/** Adds a signal to a config. `kit.abort` aborts it. */
const aborting = (kit, config) => {
  const control = kit.control();
  kit.abort = (reason) => control.abort(reason);
  return { signal: control.signal, ...config };
};

/** Cancels a session in its `statechange` listener, when it reaches `state`. */
const inside = (state) => (kit) => {
  const session = kit.open();
  session.addEventListener('statechange', () => {
    if (session.state === state) session.cancel('inside');
  });
  return session.finished;
};

export default {
  name: 'abort',
  title: 'Abort and cancel',
  rows: [
    at('cancel-at-once', 'The page cancels at once', undefined, 'cancelled'),
    at('cancel-loading', 'The page cancels while the script is loading', 'loading', 'loading cancelled', {
      config: (kit) => ({ src: kit.script('hang', { name: 'x.js' }) }),
    }),
    at(
      'cancel-stalled',
      'The page cancels when half of the script has arrived',
      'loading',
      'loading cancelled',
      {
        config: (kit) => ({ src: kit.script('stall', { name: 'x.js' }) }),
      },
    ),
    at('cancel-pause', 'The page cancels during the delay before a retry', 'loading', 'loading cancelled', {
      config: (kit) => ({ src: kit.script('500'), retries: 5 }),
      act: async (kit) => {
        // The timer of the delay; the others have longer ones.
        await kit.wait(() => kit.timers().some((ms) => ms < 1_000));
        kit.session.cancel();
      },
    }),
    at(
      'cancel-active',
      'The page cancels while the widget is active',
      'active',
      'loading starting active cancelled',
      {
        note: 'the content that the widget rendered is removed',
      },
    ),
    {
      id: 'cancel-core',
      fault: 'The page cancels while the core is loading',
      rejects: 'AbortError',
      states: 'cancelled',
      lib: { 'core-inline.js': 'fault=slow&ms=200' },
      act: async (kit) => {
        await kit.requested('lib/core-inline.js');
        kit.session.cancel();
      },
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: [] },
    },
    {
      id: 'reason',
      fault: 'The page cancels with its own reason',
      rejects: 'enough',
      act: async (kit) => {
        await kit.until('active');
        kit.session.cancel('enough');
        kit.session.cancel('again');
      },
    },
    {
      id: 'after-end',
      fault: 'The page cancels after the session has ended',
      resolves: { session_id: 'a' },
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
        kit.session.cancel();
      },
    },
    ...['loading', 'starting', 'active'].map((state) => ({
      id: `inside-${state}`,
      fault: `The page cancels in the listener of \`${state}\``,
      rejects: 'inside',
      states: {
        loading: 'loading cancelled',
        starting: 'loading starting cancelled',
        active: 'loading starting active cancelled',
      }[state],
      note: state === 'starting' ? 'the widget is not called, so the session id is not used' : undefined,
      left: state === 'loading' ? '' : 'script',
      call: inside(state),
      look: (kit) => ({ calls: kit.calls.length }),
      seen: { calls: state === 'active' ? 1 : 0 },
    })),
    {
      id: 'signal-before',
      fault: 'The signal is already aborted',
      rejects: 'early',
      // The session ends in its constructor, before the page can add a listener.
      states: '',
      note: 'nothing is requested',
      config: (kit) => ({ signal: AbortSignal.abort('early'), id: () => (kit.asked = 'a') }),
      look: (kit) => ({ asked: kit.asked ?? 'no', tags: kit.tags }),
      seen: { asked: 'no', tags: [] },
    },
    {
      id: 'signal-loading',
      fault: 'The signal is aborted while the script is loading',
      rejects: 'enough',
      states: 'loading cancelled',
      config: (kit) => aborting(kit, { src: kit.script('hang', { name: 'x.js' }) }),
      act: async (kit) => {
        await kit.until('loading');
        await kit.requested('script/x.js');
        kit.abort('enough');
      },
    },
    {
      id: 'signal-active',
      fault: 'The signal is aborted while the widget is active',
      rejects: 'enough',
      config: (kit) => aborting(kit),
      act: async (kit) => {
        await kit.until('active');
        kit.abort('enough');
      },
    },
    {
      id: 'signal-after',
      fault: 'The signal is aborted after the session has ended',
      resolves: { session_id: 'a' },
      note: "the signal's listener is removed",
      config: (kit) => aborting(kit),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
        await kit.session.finished;
        kit.abort('late');
      },
    },
    {
      id: 'signal-timeout',
      fault: 'The signal is an `AbortSignal.timeout`',
      rejects: 'TimeoutError',
      states: 'loading cancelled',
      config: (kit) => ({ signal: AbortSignal.timeout(1_500), src: kit.script('hang') }),
    },
    {
      id: 'load-widget',
      fault: "`loadWidget`'s signal is aborted",
      rejects: 'enough',
      call: (kit) => {
        const { signal } = aborting(kit);
        const loading = kit.lib.loadWidget({ src: kit.script('hang'), signal });
        kit.wait(() => kit.tags.length > 0).then(() => kit.abort('enough'));
        return loading;
      },
    },
    {
      id: 'one-of-two',
      fault: 'One of two calls that wait for the same script is aborted',
      resolves: ['enough', 'function'],
      note: 'the other call gets the widget',
      left: 'script',
      call: async (kit) => {
        const { signal } = aborting(kit);
        const src = kit.script('slow', { ms: 200 });
        const one = kit.lib.loadWidget({ src, signal }).catch((reason) => reason);
        const other = kit.lib.loadWidget({ src });
        await kit.wait(() => kit.tags.length > 0);
        kit.abort('enough');
        return [await one, typeof (await other).startSession];
      },
    },
    {
      id: 'await-using',
      fault: 'An `await using` block ends while the widget is active',
      rejects: 'AbortError',
      states: 'loading starting active cancelled',
      call: async (kit) => {
        const session = kit.open();
        await session.started;
        await session[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
        return session.finished;
      },
    },
    {
      id: 'listener-throws',
      fault: "The page's `statechange` listener always throws",
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      errors: ['listener', 'listener', 'listener', 'listener'],
      note: 'each exception is reported and has no other effect',
      call: (kit) => {
        const session = kit.open();
        session.addEventListener('statechange', () => {
          throw new Error('listener');
        });
        return session.finished;
      },
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
  ],
};
