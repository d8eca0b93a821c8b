/** Where the session id comes from. */

const failed = (id, fault, source, row = {}) => ({
  id,
  fault,
  error: 'session-source-failed',
  says: /see `cause`/,
  config: (kit) => ({ id: source(kit), src: kit.script('hang') }),
  ...row,
});

const none = { says: /must resolve to a session id/ };

export default {
  name: 'source',
  title: 'Session id',
  about: 'All of this happens while the script is loading: the two are awaited in parallel.',
  rows: [
    failed(
      'throws',
      'The function throws',
      () => () => {
        throw new RangeError('no');
      },
      {
        note: '`cause` is what was thrown',
        look: (_, { cause }) => ({ cause }),
        seen: { cause: 'RangeError' },
      },
    ),
    failed('rejects', 'The Promise is rejected', (kit) => kit.rejected(new Error('no'))),
    failed('rejects-nothing', 'The Promise is rejected with `undefined`', (kit) => kit.rejected()),
    failed('async', 'The function returns a Promise that is rejected', () => async () => {
      throw new Error('no');
    }),
    failed(
      'http',
      'The backend responds with HTML',
      (kit) => async () => (await fetch(kit.script('html'))).json(),
      {
        look: (_, { cause }) => ({ cause }),
        seen: { cause: 'SyntaxError' },
      },
    ),
    failed('network', 'The backend cannot be reached', (kit) => () => fetch(kit.script('reset')), {
      look: (_, { cause }) => ({ cause }),
      seen: { cause: 'TypeError' },
    }),
    failed('empty', 'It resolves to an empty string', () => async () => '', none),
    failed('number', 'It resolves to a number', () => async () => 5, none),
    failed('null', 'It resolves to `null`', () => () => null, none),
    failed(
      'object',
      'It resolves to the whole response instead of the id',
      () => async () => ({ session_id: 'a' }),
      none,
    ),
    failed('thenable', 'It is an object whose `then` throws', () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is the point
      then() {
        throw new Error('trap');
      },
    })),
    failed('then-both', 'It resolves and rejects', () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is the point
      then(good, bad) {
        bad(new Error('no'));
        good('a');
      },
    })),
    {
      id: 'hang',
      fault: 'It does not arrive',
      error: 'session-timeout',
      note: "the function's `signal` is aborted",
      config: (kit) => ({
        timeouts: { session: 150 },
        id: ({ signal }) => {
          kit.told = false;
          signal.onabort = () => {
            kit.told = true;
          };
          return new Promise(() => {});
        },
      }),
      look: (kit) => ({ told: kit.told }),
      seen: { told: true },
      left: 'script',
    },
    {
      id: 'cancelled',
      fault: 'The page cancels before it arrives',
      rejects: 'AbortError',
      states: 'loading cancelled',
      note: 'the request is aborted',
      left: '',
      config: (kit) => ({
        src: kit.script('hang'),
        id: ({ signal }) =>
          fetch(kit.script('hang'), { signal }).catch((error) => {
            kit.told = error.name;
            throw error;
          }),
      }),
      act: async (kit) => {
        await kit.until('loading');
        await kit.sleep(50);
        kit.session.cancel();
      },
      look: (kit) => ({ told: kit.told }),
      seen: { told: 'AbortError' },
    },
    {
      id: 'after-script-failed',
      fault: 'The script fails before it arrives',
      error: 'script-load-failed',
      config: (kit) => ({
        src: kit.script('404'),
        id: ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
    },
    {
      id: 'slow',
      fault: 'It arrives after the script',
      resolves: { session_id: 'late' },
      config: (kit) => ({ id: () => kit.sleep(300).then(() => 'late') }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish({ session_id: 'late' });
      },
    },
  ],
};
