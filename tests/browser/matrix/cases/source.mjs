/** The `id` option: a string, a Promise or a function. */

const failed = (id, fault, source, row = {}) => ({
  id,
  fault,
  error: 'session-source-failed',
  says: /see `cause`/,
  config: (kit) => ({ id: source(kit), src: kit.script('hang') }),
  ...row,
});

const noId = { says: /must resolve to a session id/ };

export default {
  name: 'source',
  title: 'Session id',
  about: 'In these rows, the package waits for `id` while the script is loading.',
  rows: [
    failed(
      'throws',
      'The function throws',
      () => () => {
        throw new RangeError('no');
      },
      {
        note: '`cause` is the thrown value',
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
    failed('empty', 'The Promise resolves to an empty string', () => async () => '', noId),
    failed('number', 'The Promise resolves to a number', () => async () => 5, noId),
    failed('null', 'The function returns `null`', () => () => null, noId),
    failed(
      'object',
      'The Promise resolves to the whole response instead of the id',
      () => async () => ({ session_id: 'a' }),
      noId,
    ),
    failed('thenable', '`id` is an object whose `then` throws', () => ({
      // biome-ignore lint/suspicious/noThenProperty: the row tests a thenable
      then() {
        throw new Error('trap');
      },
    })),
    failed('then-both', '`id` is an object whose `then` both rejects and resolves', () => ({
      // biome-ignore lint/suspicious/noThenProperty: the row tests a thenable
      then(good, bad) {
        bad(new Error('no'));
        good('a');
      },
    })),
    {
      id: 'hang',
      fault: 'The Promise never settles',
      error: 'session-timeout',
      note: "the function's `signal` is aborted",
      config: (kit) => ({
        timeouts: { session: 150 },
        id: ({ signal }) => {
          kit.abortSeen = false;
          signal.onabort = () => {
            kit.abortSeen = true;
          };
          return new Promise(() => {});
        },
      }),
      look: (kit) => ({ abortSeen: kit.abortSeen }),
      seen: { abortSeen: true },
      left: 'script',
    },
    {
      id: 'cancelled',
      fault: 'The page cancels before the session id arrives',
      rejects: 'AbortError',
      states: 'loading cancelled',
      note: 'the request is aborted',
      left: '',
      config: (kit) => ({
        src: kit.script('hang'),
        id: ({ signal }) =>
          fetch(kit.script('hang', { name: 'id.js' }), { signal }).catch((error) => {
            kit.abortSeen = error.name;
            throw error;
          }),
      }),
      act: async (kit) => {
        await kit.requested('script/id.js');
        kit.session.cancel();
      },
      look: (kit) => ({ abortSeen: kit.abortSeen }),
      seen: { abortSeen: 'AbortError' },
    },
    {
      id: 'after-script-failed',
      fault: 'The script fails before the session id arrives',
      error: 'script-load-failed',
      config: (kit) => ({
        src: kit.script('404'),
        id: ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
    },
    {
      id: 'slow',
      fault: 'The session id arrives after the script',
      resolves: { session_id: 'late' },
      config: (kit) => ({
        id: () =>
          kit
            .wait(() => window.FlowWidget)
            .then(kit.turn)
            .then(() => 'late'),
      }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish({ session_id: 'late' });
      },
    },
  ],
};
