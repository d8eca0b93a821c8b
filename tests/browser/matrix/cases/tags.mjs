/** A `<script>` tag that the page itself has added. */

const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};

/** The page has its own tag, and opens a session with the same script URL. */
const own = (id, fault, tag, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  left: 'drawing',
  before: async (kit) => {
    const { fault: name, wait, parameters, ...fields } = tag;
    kit.address = kit.script(name ?? 'ok', { name: 'x.js', ...parameters });
    const element = kit.add('script', { src: kit.address, ...fields }, document.head);
    if (wait) {
      await new Promise((done) => {
        element.onload = done;
        element.onerror = done;
      });
      element.onload = null;
      element.onerror = null;
    }
  },
  config: (kit) => ({ src: kit.address, ...(tag.type === 'module' ? {} : { type: 'classic' }) }),
  act: finish,
  note: 'the script runs once',
  look: () => ({ runs: window.runs }),
  seen: { runs: 1 },
  ...row,
});

export default {
  name: 'tags',
  title: "The page's own tag",
  rows: [
    own('module-loading', 'A module is loading', {
      type: 'module',
      fault: 'slow',
      parameters: { ms: 150 },
    }),
    own(
      'module-there',
      'A module has run, and the page has removed its tag',
      { type: 'module' },
      {
        before: async (kit) => {
          kit.address = kit.script('ok', { name: 'x.js' });
          const element = kit.add('script', { src: kit.address, type: 'module' }, document.head);
          await kit.wait(() => window.FlowWidget);
          element.remove();
        },
      },
    ),
    own('classic-loading', 'A classic script is loading', { fault: 'slow', parameters: { ms: 150 } }),
    own(
      'classic-failed',
      'A classic script failed, and the server has recovered',
      {
        fault: '500',
        wait: true,
        parameters: { times: 1 },
      },
      {},
    ),
    own(
      'module-failed',
      'A module failed, and the server has recovered',
      {
        type: 'module',
        fault: '500',
        wait: true,
        parameters: { times: 1 },
      },
      { config: (kit) => ({ src: kit.address, retries: 1 }) },
    ),
    own(
      'module-fails',
      'A module fails while a call waits for it, and the server recovers',
      {
        type: 'module',
        fault: '500',
        parameters: { times: 1 },
      },
      { config: (kit) => ({ src: kit.address, retries: 1 }) },
    ),
    own(
      'removed',
      'The page removes its tag while it is loading',
      { fault: 'slow', parameters: { ms: 150 } },
      {
        act: async (kit) => {
          await kit.until('loading');
          document.querySelector('script[src*="x.js"]').remove();
          await finish(kit);
        },
        left: 'drawing script',
      },
    ),
    own(
      'other-options',
      "The call's options differ from the tag's",
      { type: 'module', fault: 'slow', parameters: { ms: 150 } },
      {
        note: "the script runs once, so the call's options are ignored",
        config: (kit) => ({ src: kit.address, referrerPolicy: 'no-referrer' }),
      },
    ),
    {
      id: 'link',
      fault: 'The page itself has a `modulepreload` of the script',
      resolves: { session_id: 'a' },
      note: "the package adds no second link, and the page's own stays",
      before: (kit) => {
        kit.address = kit.script();
        kit.add('link', { rel: 'modulepreload', href: kit.address }, document.head);
      },
      config: (kit) => ({ src: kit.address }),
      act: finish,
    },
    {
      id: 'defined-meanwhile',
      fault: 'The page defines the global itself while the script is loading',
      resolves: { session_id: 'a' },
      left: 'drawing',
      config: (kit) => ({ src: kit.script('500'), retries: 1 }),
      act: async (kit) => {
        await kit.until('loading');
        window.FlowWidget = {
          startSession: ({ selector }) =>
            document.querySelector(selector).append(document.createElement('b')),
        };
        await finish(kit);
      },
    },
  ],
};
