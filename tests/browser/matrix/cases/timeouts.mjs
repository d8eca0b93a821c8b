/** The time limits in `timeouts`. */

const late = (id, fault, error, config, row = {}) => ({ id, fault, error, config, ...row });

export default {
  name: 'timeouts',
  title: 'Timeouts',
  rows: [
    late(
      'session',
      'The session id is late, and the script has loaded',
      'session-timeout',
      () => ({
        id: new Promise(() => {}),
        // Long enough for the script to arrive on a busy machine.
        timeouts: { session: 1_500 },
      }),
      { left: 'script', says: /`timeouts\.session`/ },
    ),
    late('session-first', 'Both the session id and the script are late', 'session-timeout', (kit) => ({
      id: new Promise(() => {}),
      src: kit.script('hang'),
      timeouts: { session: 100, script: 5_000 },
    })),
    late(
      'script',
      'The script is late, and the session id is known',
      'script-timeout',
      (kit) => ({
        src: kit.script('hang'),
        timeouts: { script: 150 },
      }),
      { says: /`timeouts\.script`/ },
    ),
    late('script-retries', 'All attempts together take too long', 'script-timeout', (kit) => ({
      src: kit.script('500'),
      retries: 10,
      timeouts: { script: 300 },
    })),
    late(
      'attempt',
      'Each attempt takes too long',
      'script-timeout',
      (kit) => ({
        src: kit.script('hang', { name: 'x.js' }),
        retries: 1,
        timeouts: { attempt: 100 },
      }),
      {
        note: 'two tags',
        look: (kit) => ({ tags: kit.tags }),
        seen: { tags: ['x.js', 'x.js retry=1'] },
      },
    ),
    late('finish', 'The widget takes too long', 'finish-timeout', () => ({ timeouts: { finish: 100 } }), {
      says: /`timeouts\.finish`/,
    }),
    late(
      'finish-start',
      'The widget takes too long, and its `startSession` has not settled',
      'finish-timeout',
      (kit) => ({
        src: kit.widget('never-returns'),
        timeouts: { finish: 100 },
      }),
    ),
    {
      id: 'none',
      fault: 'Everything is slow, and all limits are 0, which disables them',
      resolves: { session_id: 'a' },
      config: (kit) => ({
        id: new Promise((resolve) => {
          kit.answer = resolve;
        }),
        src: kit.script('slow', { ms: 300 }),
        timeouts: { session: 0, script: 0, attempt: 0, finish: 0 },
      }),
      act: async (kit) => {
        await kit.until('loading');
        await kit.turn();
        kit.loading = kit.timers();
        kit.answer('a');
        await kit.until('active');
        kit.active = kit.timers();
        kit.finish();
      },
      note: 'no timer runs',
      look: ({ loading, active }) => ({ loading, active }),
      seen: { loading: [], active: [] },
    },
    {
      id: 'id-last',
      fault: 'The session id arrives after `timeouts.script`, and the script has loaded in time',
      resolves: { session_id: 'a' },
      note: 'only the timer for the session id was running',
      config: (kit) => ({
        id: new Promise((resolve) => {
          kit.answer = resolve;
        }),
        timeouts: { session: 50_000, script: 40_000, attempt: 30_000 },
      }),
      act: async (kit) => {
        await kit.wait(() => window.FlowWidget && kit.timers().length < 2);
        kit.running = kit.timers();
        kit.elapse(49_999);
        await kit.turn();
        kit.answer('a');
        await kit.until('active');
        kit.finish();
      },
      look: ({ running }) => ({ running }),
      seen: { running: [50_000] },
    },
    {
      id: 'script-last',
      fault: 'The script is later than `timeouts.session`, and the session id has arrived in time',
      error: 'script-timeout',
      says: /did not arrive in time/,
      note: 'only the timers for the script were running',
      config: (kit) => ({
        src: kit.script('hang'),
        timeouts: { session: 30_000, script: 50_000, attempt: 40_000 },
      }),
      act: async (kit) => {
        await kit.wait(() => kit.timers().length > 0 && !kit.timers().includes(30_000));
        kit.running = kit.timers().sort();
        kit.elapse(39_999);
        await kit.turn();
        kit.later = kit.session.state;
        kit.elapse(40_000);
      },
      look: ({ running, later }) => ({ running, later }),
      seen: { running: [40_000, 50_000], later: 'loading' },
    },
    {
      id: 'active',
      fault: 'The widget is active for longer than the limits of loading',
      resolves: { session_id: 'a' },
      note: 'no timer runs while the widget is active',
      act: async (kit) => {
        await kit.until('active');
        kit.running = kit.timers();
        kit.elapse(1_000_000);
        await kit.turn();
        kit.finish();
      },
      look: ({ running }) => ({ running }),
      seen: { running: [] },
    },
    late('load-widget', '`loadWidget` is called, and the script is late', 'script-timeout', undefined, {
      call: (kit) => kit.lib.loadWidget({ src: kit.script('hang'), timeouts: { script: 100 } }),
    }),
  ],
};
