/** Page lifecycle events during a session. */

const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};
const succeeds = (id, fault, row) => ({ id, fault, resolves: { session_id: 'a' }, act: finish, ...row });

export default {
  name: 'lifecycle',
  title: 'Page lifecycle',
  rows: [
    succeeds('hidden', 'The page is hidden during loading', {
      skip: { webkit: 'its driver opens windows, which do not hide each other' },
      config: (kit) => ({
        src: kit.script('slow', { ms: 200 }),
        id: () => kit.wait(() => window.FlowWidget).then(() => 'a'),
      }),
      before: async (kit) => {
        await kit.drive('hide');
        await kit.wait(() => document.visibilityState === 'hidden');
      },
      look: (kit) => kit.drive('show').then(() => ({})),
    }),
    succeeds('bfcache', 'The user leaves the page and comes back while the widget is active', {
      note: 'the back/forward cache restores the page',
      act: async (kit) => {
        await kit.until('active');
        const back = new Promise((resolve) => {
          window.onpageshow = ({ persisted }) => resolve(persisted);
        });
        await kit.drive('leave');
        kit.persisted = await back;
        window.onpageshow = null;
        kit.finish();
      },
      look: (kit) => ({ persisted: kit.persisted }),
      seen: { persisted: true },
    }),
    succeeds('pagehide', 'The page gets `pagehide`, `freeze` and `resume` events', {
      act: async (kit) => {
        await kit.until('active');
        for (const name of ['pagehide', 'pageshow']) window.dispatchEvent(new Event(name));
        for (const name of ['freeze', 'resume', 'visibilitychange']) document.dispatchEvent(new Event(name));
        await finish(kit);
      },
    }),
    succeeds('history', 'The page changes its URL while the widget is active', {
      act: async (kit) => {
        await kit.until('active');
        const { href } = location;
        history.pushState(null, '', '#step-2');
        history.replaceState(null, '', href);
        await finish(kit);
      },
    }),
    succeeds('base', 'The page gets a `<base>` while the script is loading', {
      config: (kit) => ({ src: kit.script('slow', { ms: 150 }) }),
      act: async (kit) => {
        await kit.until('loading');
        const base = kit.add('base', { href: 'http://127.0.0.1:9/' }, document.head);
        await finish(kit);
        base.remove();
      },
    }),
    {
      id: 'frame-removed',
      fault: 'The session runs in a frame, which is removed',
      resolves: 'gone',
      note: 'no error in the parent page',
      call: async (kit) => {
        const frame = kit.add('iframe', { srcdoc: '<!doctype html><div id="flow-widget"></div>' });
        await new Promise((done) => {
          frame.onload = done;
        });
        frame.onload = null;
        const inner = frame.contentWindow;
        const script = frame.contentDocument.createElement('script');
        script.type = 'module';
        script.textContent = `import { openSession } from '${kit.here}lib/index.js';
          const session = openSession({ id: 'a', selector: '#flow-widget', src: '${kit.script()}' });
          session.started.then(() => { window.active = true; });`;
        frame.contentDocument.body.append(script);
        await kit.wait(() => inner.active);
        frame.remove();
        await kit.quiet();
        return 'gone';
      },
    },
    succeeds('lazy', 'The page blocks the main thread for 300 ms, twice', {
      act: async (kit) => {
        for (let count = 0; count < 2; count++) {
          const end = performance.now() + 300;
          while (performance.now() < end);
          await kit.turn();
        }
        await finish(kit);
      },
    }),
  ],
};
