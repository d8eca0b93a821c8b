/** The browser is offline, or reports that it is. */

const setOnline = (kit, online) => {
  kit.stub(navigator, 'onLine', { get: () => online });
};
const reconnect = (kit) => {
  setOnline(kit, true);
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
        setOnline(kit, false);
        return { src: kit.script('reset') };
      },
    },
    {
      id: 'wrong',
      fault: 'The browser wrongly reports that it is offline',
      resolves: { session_id: 'a' },
      config: (kit) => setOnline(kit, false),
      act: finish,
    },
    {
      id: 'wait',
      fault: "The browser is offline for a moment, with `offline: 'wait'`",
      resolves: { session_id: 'a' },
      note: 'no tag is added before the browser is online',
      config: (kit) => {
        setOnline(kit, false);
        return { offline: 'wait', src: kit.script('ok', { name: 'x.js' }) };
      },
      act: async (kit) => {
        await kit.listening('online');
        await kit.turn();
        kit.early = [...kit.tags];
        reconnect(kit);
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
        setOnline(kit, false);
        return { offline: 'wait', timeouts: { script: 150 } };
      },
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: [] },
    },
    {
      id: 'wait-abort',
      fault: 'The page cancels while the package is waiting for the network',
      rejects: 'AbortError',
      states: 'loading cancelled',
      config: (kit) => {
        setOnline(kit, false);
        return { offline: 'wait' };
      },
      act: async (kit) => {
        await kit.listening('online');
        kit.session.cancel();
        reconnect(kit);
      },
    },
    {
      id: 'lost-meanwhile',
      fault: "The network is lost while the script is loading, with `offline: 'wait'`",
      resolves: { session_id: 'a' },
      note: 'the failed attempt does not count as a retry',
      config: (kit) => {
        // Before the first attempt can fail.
        new MutationObserver((_, observer) => {
          if (!document.querySelector('script[src*="x.js"]')) return;
          observer.disconnect();
          setOnline(kit, false);
        }).observe(document, { childList: true, subtree: true });
        return { offline: 'wait', src: kit.script('500', { until: 'retry', name: 'x.js' }), retries: 0 };
      },
      act: async (kit) => {
        await kit.listening('online');
        reconnect(kit);
        await finish(kit);
      },
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: ['x.js', 'x.js retry=1'] },
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
        // Loads the core, which cannot be fetched without the network.
        await kit.lib.loadWidget({ src: kit.widget('no-global'), retries: 0 }).catch(() => {});
        await kit.drive('offline');
        await kit.wait(() => !navigator.onLine);
      },
      look: (kit) => kit.wait(() => navigator.onLine),
    },
  ],
};
