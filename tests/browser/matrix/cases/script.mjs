/** Scripts that fail, or that define no usable `window.FlowWidget`. */

const missing = (id, fault, row = {}) => ({
  id,
  fault,
  error: 'widget-missing',
  says: /did not define window\.FlowWidget/,
  config: (kit) => ({ src: kit.widget(id) }),
  ...row,
});

const succeeds = (id, fault, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  config: (kit) => ({ src: kit.widget(id) }),
  act: async (kit) => {
    await kit.wait(() => /active|failed/.test(kit.states));
    kit.finish();
  },
  ...row,
});

/** WebKit does not wait for a module that is being evaluated. */
const inWebkit = (row) => ({
  webkit: { ...row, why: 'it resolves `import()` before the module has been evaluated' },
});

/** A row whose script is a module with exports, which the browser fetches once. */
const exporting = (id, fault, row = {}) =>
  succeeds(id, fault, {
    note: 'its exports are used; the script is fetched once',
    config: (kit) => ({ src: kit.widget(id, { name: 'x.js' }) }),
    look: async (kit) => ({
      fetched: (await kit.counts())['GET script/x.js'],
      called: kit.calls.length,
      global: 'FlowWidget' in window,
    }),
    seen: { fetched: 1, called: 1, global: false },
    ...row,
  });

export default {
  name: 'script',
  title: 'Script and global',
  rows: [
    {
      id: 'amd',
      fault: 'The page has an AMD loader, with which the UMD file registers',
      error: 'widget-missing',
      says: /AMD or CommonJS loader.*ES module file/,
      note: 'the message names the AMD loader',
      before: (kit) => kit.stub(window, 'define', { value: Object.assign(() => {}, { amd: {} }) }),
      config: (kit) => ({ src: kit.widget('umd') }),
    },
    {
      id: 'amd-classic',
      fault: 'The same with a classic script',
      error: 'widget-missing',
      says: /AMD or CommonJS loader/,
      before: (kit) => kit.stub(window, 'define', { value: Object.assign(() => {}, { amd: {} }) }),
      config: (kit) => ({ src: kit.widget('umd'), type: 'classic' }),
    },
    {
      id: 'amd-module',
      fault: 'The same, and the second URL is the ES module file',
      resolves: { session_id: 'a' },
      note: 'the exports of the second file are used',
      before: (kit) => kit.stub(window, 'define', { value: Object.assign(() => {}, { amd: {} }) }),
      config: (kit) => ({ src: [kit.widget('umd'), kit.widget('exports-function')] }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
    {
      id: 'umd',
      fault: 'The file is UMD, and the page has a function `define` that is not an AMD loader',
      resolves: { session_id: 'a' },
      before: (kit) => kit.stub(window, 'define', { value: () => {} }),
      config: (kit) => ({ src: kit.widget('umd') }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
    missing('no-global', 'The script defines no `FlowWidget`'),
    missing('global-number', '`FlowWidget` is a number'),
    missing('global-null', '`FlowWidget` is `null`'),
    missing('global-empty', '`FlowWidget` has no `startSession`'),
    missing('global-no-function', '`startSession` is not a function'),
    missing('global-throws', 'A getter `FlowWidget` throws'),
    missing('start-throws-on-read', 'A getter `startSession` throws'),
    missing('script-throws', 'The script throws', { errors: ['broken'] }),
    missing('syntax-error', 'The script has a syntax error', { errors: [/end of (input|script)/] }),
    missing('classic-syntax-error', "The script has a syntax error, with `type: 'classic'`", {
      errors: [/end of (input|script)/],
      config: (kit) => ({ src: kit.widget('syntax-error'), type: 'classic' }),
    }),
    missing('global-too-late', 'The script sets its global 3 s after its `load` event'),
    succeeds('global-late', 'The script sets its global 100 ms after its `load` event', { left: 'drawing' }),
    succeeds('awaits', 'The script sets its global after an `await`', {
      in: inWebkit({ left: 'drawing' }),
    }),
    {
      id: 'awaits-forever',
      fault: 'The script awaits something that never happens',
      error: 'script-timeout',
      config: (kit) => ({ src: kit.widget('awaits-forever'), timeouts: { attempt: 500 }, retries: 0 }),
      in: inWebkit({ error: 'widget-missing' }),
    },
    exporting('exports-function', 'The script is a module that sets no global and exports `startSession`'),
    exporting('exports-widget', 'The script is a module that sets no global and exports `FlowWidget`'),
    exporting(
      'exports-default',
      'The script is a module that sets no global and exports the widget as default',
    ),
    exporting('exports-late', 'The script is a module that exports the widget after an `await`', {
      in: inWebkit({
        error: 'widget-missing',
        resolves: undefined,
        seen: { fetched: 1, called: 0, global: false },
      }),
    }),
    missing('exports-other', 'The script is a module that exports something else'),
    missing('exports-no-function', 'The script is a module whose export `startSession` is not a function'),
    missing('exports-trap', 'The script is a module with a getter `startSession` that throws'),
    missing('exports-then-throws', 'The script is a module that throws after its exports', {
      errors: ['broken'],
      act: async (kit) => {
        await kit.wait(() => /active|failed/.test(kit.states));
        kit.finish();
      },
      in: inWebkit({ error: undefined, says: undefined, resolves: { session_id: 'a' } }),
    }),
    missing('exports-classic', "The script is a module, with `type: 'classic'`", {
      errors: [/export/],
      config: (kit) => ({ src: kit.widget('exports-default'), type: 'classic' }),
    }),
    succeeds('throws-after-global', 'The script throws after it has set its global', { errors: ['broken'] }),
    {
      id: 'imports-nowhere',
      fault: 'The script imports a module that does not exist',
      error: 'script-load-failed',
      config: (kit) => ({ src: kit.widget('imports-nowhere') }),
    },
    succeeds('present', 'The widget is already loaded', {
      left: 'drawing',
      note: 'no tag',
      before: () => {
        window.FlowWidget = {
          startSession: ({ selector }) =>
            document.querySelector(selector).append(document.createElement('b')),
        };
      },
      config: (kit) => ({ src: kit.script('404') }),
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: [] },
    }),
    succeeds('present-broken', '`FlowWidget` is already another value', {
      before: () => {
        window.FlowWidget = 5;
      },
      config: (kit) => ({ src: kit.script() }),
    }),
    succeeds('gone', 'The page deletes the global while the session id is loading', {
      note: 'the loaded widget is used',
      config: (kit) => ({
        src: kit.script('slow', { ms: 200 }),
        id: async () => {
          await kit.wait(() => document.querySelector('script[src*="/script/"]'));
          const tag = document.querySelector('script[src*="/script/"]');
          // Runs after the package's own listener.
          await new Promise((loaded) => {
            tag.onload = loaded;
          });
          tag.onload = null;
          delete window.FlowWidget;
          return 'a';
        },
      }),
    }),
    {
      id: 'load-widget',
      fault: '`loadWidget` is called, and the script does not exist',
      error: 'script-load-failed',
      call: (kit) => kit.lib.loadWidget({ src: kit.script('404'), retries: 0 }),
    },
    {
      id: 'load-widget-missing',
      fault: '`loadWidget` is called, and the script defines no global',
      error: 'widget-missing',
      call: (kit) => kit.lib.loadWidget({ src: kit.widget('no-global'), retries: 0 }),
    },
    {
      id: 'load-widget-thrice',
      fault: '`loadWidget` is called three times at once',
      resolves: [1, 'x.js'],
      note: 'one tag, and the script runs once',
      left: 'script',
      call: async (kit) => {
        const options = { src: kit.script('ok', { name: 'x.js' }), retries: 0 };
        await Promise.all([1, 2, 3].map(() => kit.lib.loadWidget(options)));
        return [window.runs, kit.tags.join()];
      },
    },
    {
      id: 'preload',
      fault: '`preload` of a script that does not exist',
      resolves: null,
      note: 'it does not throw; the link stays',
      left: 'link',
      call: async (kit) => {
        kit.lib.preload({ src: kit.script('404', { name: 'x.js' }) });
        await kit.requested('script/x.js');
      },
    },
  ],
};
