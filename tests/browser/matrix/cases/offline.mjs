/** The browser is offline, or reports that it is. */

const say = (kit, online) => {
  kit.stub(navigator, 'onLine', { get: () => online });
};
const back = (kit) => {
  say(kit, true);
  window.dispatchEvent(new Event('online'));
};
const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};

export default {
  name: 'offline',
  title: 'Offline and online',
  rows: [
    {
      id: 'fail',
      fault: 'The browser is offline',
      error: 'script-load-failed',
      says: /The browser is offline\.$/,
      note: 'the message says so',
      config: (kit) => {
        say(kit, false);
        return { src: kit.script('reset') };
      },
    },
    {
      id: 'wrong',
      fault: 'The browser wrongly reports that it is offline',
      resolves: { session_id: 'a' },
      config: (kit) => say(kit, false),
      act: finish,
    },
    {
      id: 'wait',
      fault: "The browser is offline for a moment, with `offline: 'wait'`",
      resolves: { session_id: 'a' },
      note: 'no tag before',
      config: (kit) => {
        say(kit, false);
        return { offline: 'wait', src: kit.script('ok', { name: 'x.js' }) };
      },
      act: async (kit) => {
        await kit.sleep(100);
        kit.early = [...kit.tags];
        back(kit);
        await finish(kit);
      },
      look: (kit) => ({ early: kit.early, tags: kit.tags }),
      seen: { early: [], tags: ['x.js'] },
    },
    {
      id: 'wait-too-long',
      fault: "The browser stays offline, with `offline: 'wait'`",
      error: 'script-timeout',
      config: (kit) => {
        say(kit, false);
        return { offline: 'wait', timeouts: { script: 150 } };
      },
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: [] },
    },
    {
      id: 'wait-abort',
      fault: 'The page cancels while it is waiting for the network',
      rejects: 'AbortError',
      states: 'loading cancelled',
      config: (kit) => {
        say(kit, false);
        return { offline: 'wait' };
      },
      act: async (kit) => {
        await kit.until('loading');
        await kit.sleep(50);
        kit.session.cancel();
        back(kit);
      },
    },
    {
      id: 'lost-meanwhile',
      fault: "The network is lost while the script is loading, with `offline: 'wait'`",
      resolves: { session_id: 'a' },
      note: 'the failed attempt does not count as a retry',
      config: (kit) => ({ offline: 'wait', src: kit.script('500', { times: 2, name: 'x.js' }), retries: 1 }),
      act: async (kit) => {
        await kit.until('loading');
        say(kit, false);
        await kit.sleep(200);
        back(kit);
        await finish(kit);
      },
    },
    {
      id: 'real',
      fault: 'The network is disconnected',
      error: 'script-load-failed',
      says: /The browser is offline\.$/,
      skip: {
        firefox: 'their drivers cannot disconnect the network',
        webkit: 'their drivers cannot disconnect the network',
      },
      before: async (kit) => {
        await kit.lib.loadWidget({ src: kit.widget('no-global'), retries: 0 }).catch(() => {});
        await kit.drive('offline');
        await kit.wait(() => !navigator.onLine);
      },
      look: (kit) => kit.wait(() => navigator.onLine),
    },
  ],
};
