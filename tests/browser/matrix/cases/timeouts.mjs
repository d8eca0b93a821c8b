/** The time limits in `timeouts`. */

const late = (id, fault, error, config, row = {}) => ({ id, fault, error, config, ...row });

export default {
  name: 'timeouts',
  title: 'Timeouts',
  rows: [
    late(
      'session',
      'The session id is late, and the script is loaded',
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
      fault: 'Everything is slow, and all limits are 0',
      resolves: { session_id: 'a' },
      config: (kit) => ({
        id: () => kit.sleep(200).then(() => 'a'),
        src: kit.script('slow', { ms: 300 }),
        timeouts: { session: 0, script: 0, attempt: 0, finish: 0 },
      }),
      act: async (kit) => {
        await kit.until('active');
        await kit.sleep(100);
        kit.finish();
      },
    },
    late('load-widget', '`loadWidget`, and the script is late', 'script-timeout', undefined, {
      call: (kit) => kit.lib.loadWidget({ src: kit.script('hang'), timeouts: { script: 100 } }),
    }),
  ],
};
