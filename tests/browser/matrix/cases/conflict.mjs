/** Several sessions in one page, where only one can run at a time. */

const finish = async (kit, id) => {
  await kit.until('active');
  kit.finish({ session_id: id });
};
/** Starts a first session. Stores it in `kit.one`, and its outcome in `kit.first`. */
const first = async (kit, config) => {
  const session = kit.openQuietly({ id: 'first', ...config });
  kit.first = session.finished.then(
    () => 'finished',
    (error) => error.name,
  );
  await session.started;
  kit.one = session;
};

export default {
  name: 'conflict',
  title: 'Conflict',
  rows: [
    {
      id: 'second',
      fault: 'Another session is running',
      error: 'session-active',
      states: 'failed',
      note: 'the first session keeps running',
      left: 'drawing script',
      call: async (kit) => {
        await first(kit);
        return kit.open().finished.catch(async (error) => {
          kit.finish({ session_id: 'first' });
          await kit.first;
          throw error;
        });
      },
      look: async (kit) => ({ first: await kit.first }),
      seen: { first: 'finished' },
    },
    {
      id: 'replace',
      fault: "Another session is running, with `conflict: 'replace'`",
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      note: 'the first session rejects with `AbortError`',
      call: async (kit) => {
        await first(kit);
        return kit.open({ conflict: 'replace' }).finished;
      },
      act: (kit) => finish(kit, 'a'),
      look: async (kit) => ({ first: await kit.first }),
      seen: { first: 'AbortError' },
    },
    {
      id: 'replace-loading',
      fault: "Another session is still loading, with `conflict: 'replace'`",
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      call: async (kit) => {
        const one = kit.openQuietly({ src: kit.script('hang') });
        kit.first = one.finished.catch((error) => error.name);
        await kit.wait(() => one.state === 'loading');
        return kit.open({ conflict: 'replace' }).finished;
      },
      act: (kit) => finish(kit, 'a'),
      look: async (kit) => ({ first: await kit.first }),
      seen: { first: 'AbortError' },
    },
    {
      id: 'three',
      fault: 'Three sessions are opened at once',
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      note: 'the first session runs, and the others get `session-active`',
      call: async (kit) => {
        const session = kit.open();
        kit.others = [1, 2].map(() => kit.openQuietly().finished.catch(({ code }) => code));
        return session.finished;
      },
      act: (kit) => finish(kit, 'a'),
      look: async (kit) => ({ others: await Promise.all(kit.others) }),
      seen: { others: ['session-active', 'session-active'] },
    },
    {
      id: 'after-cancel',
      fault: 'A session is opened as soon as the previous one is cancelled',
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      call: async (kit) => {
        await first(kit);
        kit.one.cancel();
        return kit.open().finished;
      },
      act: (kit) => finish(kit, 'a'),
    },
    {
      id: 'inside-end',
      fault: 'A session is opened in the same container when the previous one ends',
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      call: async (kit) => {
        await first(kit);
        return new Promise((resolve) => {
          kit.one.addEventListener('statechange', () => resolve(kit.open().finished));
          kit.one.cancel();
        });
      },
      act: (kit) => finish(kit, 'a'),
    },
    {
      id: 'replace-answered',
      fault: "The replaced session's listener opens another session",
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      note: 'the replacing session runs, and the other gets `session-active`',
      call: async (kit) => {
        await first(kit);
        kit.one.addEventListener('statechange', () => {
          kit.answer = kit.openQuietly({ id: 'b' }).finished.catch(({ code }) => code);
        });
        return kit.open({ conflict: 'replace' }).finished;
      },
      act: (kit) => finish(kit, 'a'),
      look: async (kit) => ({ answer: await kit.answer }),
      seen: { answer: 'session-active' },
    },
  ],
};
