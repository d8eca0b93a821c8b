/** Failures of the package's own files: the WebAssembly and the chunks that are loaded on demand. */

const failed = (id, fault, row) => ({ id, fault, error: 'wasm-load-failed', ...row });
const WASM = 'flow_widget_loader_bg.wasm';
/** A row about `/slim`, which has a separate .wasm file. */
const slim = (id, fault, query, row = {}) =>
  failed(id, fault, { entry: 'slim.js', lib: { [WASM]: query }, next: false, ...row });
const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};
/** A row in which a module cannot be loaded. */
const gone = (id, file, query, fault, row = {}) =>
  failed(id, fault, { lib: { [file]: query }, next: false, ...row });

/** A row in which the server never answers the request for a module. */
const late = (id, file, fault, config) =>
  gone(id, file, 'fault=hang', fault, { config: () => ({ timeouts: { script: 200 }, ...config }) });

/** A row in which a module cannot be loaded once. The next call in the same page loads it. */
const once = (id, file, fault, text, row = {}) =>
  failed(id, text, {
    lib: { [file]: `fault=${fault}&times=1` },
    note: 'the next call requests it again',
    ...row,
  });

/** Makes a getter throw that the core calls without catching exceptions, so that the exception traps the WebAssembly. */
const breakGetter = (kit) =>
  kit.stub(document, 'scripts', {
    get: () => {
      throw new Error('on purpose');
    },
  });

export default {
  name: 'wasm',
  title: "The package's own files",
  rows: [
    gone('core-404', 'core-inline.js', 'fault=404', "The core's chunk does not exist"),
    gone('core-html', 'core-inline.js', 'fault=html', 'An HTML page is served instead of the core'),
    gone('core-reset', 'core-inline.js', 'fault=reset', "The connection breaks before the core's chunk"),
    gone('core-cut', 'core-inline.js', 'fault=cut', "The connection breaks within the core's chunk"),
    gone('core-truncated', 'core-inline.js', 'fault=truncated', "The core's chunk is truncated"),
    gone('core-empty', 'core-inline.js', 'fault=empty', "The core's chunk is empty"),
    gone('dialog-404', 'dialog.js', 'fault=404', "The dialog's chunk does not exist", {
      config: () => ({ selector: undefined }),
    }),
    gone('environment-404', 'environment.js', 'fault=404', "The preflight's chunk does not exist", {
      config: () => ({ preflight: true }),
    }),
    late('core-hang', 'core-inline.js', "The core's chunk never arrives"),
    late('dialog-hang', 'dialog.js', "The dialog's chunk never arrives", { selector: undefined }),
    late('environment-hang', 'environment.js', "The preflight's chunk never arrives", { preflight: true }),
    once('core-once-503', 'core-inline.js', '503', "The server responds once with 503 to the core's chunk"),
    once('core-once-cut', 'core-inline.js', 'cut', "The connection breaks once within the core's chunk"),
    once('core-once-html', 'core-inline.js', 'html', 'An HTML page is served once instead of the core'),
    once('core-once-truncated', 'core-inline.js', 'truncated', "The core's chunk is truncated once"),
    once('core-once-empty', 'core-inline.js', 'empty', "The core's chunk is empty once"),
    once('core-once-hang', 'core-inline.js', 'hang', "One request for the core's chunk is never answered", {
      config: () => ({ timeouts: { script: 200 } }),
    }),
    once('dialog-once', 'dialog.js', '503', "The server responds once with 503 to the dialog's chunk", {
      config: () => ({ selector: undefined }),
      next: { selector: undefined },
    }),
    once('dialog-once-truncated', 'dialog.js', 'truncated', "The dialog's chunk is truncated once", {
      config: () => ({ selector: undefined }),
      next: { selector: undefined },
    }),
    once(
      'environment-once',
      'environment.js',
      '503',
      "The server responds once with 503 to the preflight's chunk",
      {
        config: () => ({ preflight: true }),
        look: async (kit) => ({
          again: await kit.openQuietly({ preflight: true }).finished.catch(({ code }) => code),
        }),
        // The browsers under test have no camera.
        seen: { again: 'unsupported-environment' },
      },
    ),
    once(
      'slim-chunk-once',
      'core-compile.js',
      '503',
      '`/slim`: the server responds once with 503 to its chunk',
      {
        entry: 'slim.js',
      },
    ),
    once(
      'core-once-slow',
      'core-inline.js',
      'slow&ms=600',
      "The core's chunk takes longer than `timeouts.script` once",
      {
        config: () => ({ timeouts: { script: 100 } }),
      },
    ),
    {
      id: 'core-hang-cancel',
      fault: "The core's chunk never arrives, and the page cancels",
      rejects: 'AbortError',
      states: 'cancelled',
      lib: { 'core-inline.js': 'fault=hang' },
      next: false,
      act: async (kit) => {
        await kit.requested('lib/core-inline.js');
        kit.session.cancel();
      },
    },
    {
      id: 'core-slow',
      fault: "The core's chunk takes 300 ms",
      resolves: { session_id: 'a' },
      note: "the widget's script loads at the same time",
      lib: { 'core-inline.js': 'fault=slow&ms=300' },
      act: finish,
    },
    slim('slim-404', '`/slim`: the wasm file does not exist', 'fault=404'),
    slim('slim-500', '`/slim`: the server responds with 500', 'fault=500'),
    slim('slim-html', '`/slim`: an HTML page is served instead of the wasm', 'fault=html'),
    slim('slim-truncated', '`/slim`: the wasm is truncated', 'fault=truncated'),
    slim('slim-empty', '`/slim`: the wasm is empty', 'fault=empty'),
    slim('slim-garbage', '`/slim`: the file is not WebAssembly', 'fault=garbage'),
    slim('slim-cut', '`/slim`: the connection breaks within the wasm', 'fault=cut'),
    slim('slim-reset', '`/slim`: the connection breaks before the wasm', 'fault=reset'),
    slim('slim-loop', '`/slim`: the server redirects to itself', 'fault=loop'),
    slim('slim-gzip', '`/slim`: the response claims to be gzip and is not', 'fault=gzip', {
      config: (kit) => ({ src: kit.widget('quick') }),
      in: {
        webkit: {
          error: undefined,
          resolves: { session_id: 'a', passed: true },
          why: 'it uses the bytes as they are',
        },
      },
    }),
    slim('slim-once', '`/slim`: the server responds once with 500', 'fault=500&times=1', {
      next: true,
      note: 'the next call requests it again',
    }),
    slim('slim-other', '`/slim`: `init` gets the URL of a host without CORS', '', {
      lib: {},
      call: (kit) => kit.lib.init(kit.script('no-cors', { other: true })),
      states: '',
      next: true,
      note: 'the next call uses the default URL',
    }),
    slim('slim-bytes', '`/slim`: `init` gets bytes that are not WebAssembly', '', {
      lib: {},
      call: (kit) => kit.lib.init(new Uint8Array([1, 2, 3, 4])),
      states: '',
      next: true,
    }),
    slim('slim-answer', '`/slim`: `init` gets a response with an error status', '', {
      lib: {},
      call: async (kit) => kit.lib.init(await fetch(kit.script('404'))),
      states: '',
      next: true,
    }),
    slim('slim-promise', '`/slim`: `init` gets a Promise that is rejected', '', {
      lib: {},
      call: (kit) => kit.lib.init(kit.rejected(new Error('no'))),
      states: '',
      next: true,
    }),
    {
      id: 'slim-octets',
      fault: '`/slim`: the wasm is sent as a file to download',
      resolves: { session_id: 'a' },
      entry: 'slim.js',
      lib: { [WASM]: 'fault=octets' },
      act: finish,
    },
    {
      id: 'slim-hang',
      fault: '`/slim`: the server does not respond, and the page cancels',
      rejects: 'AbortError',
      states: 'cancelled',
      entry: 'slim.js',
      lib: { [WASM]: 'fault=hang' },
      next: false,
      act: async (kit) => {
        await kit.requested(`lib/${WASM}`);
        kit.session.cancel();
      },
    },
    {
      id: 'slim-forever',
      fault: '`/slim`: `init` gets a Promise that never settles, and a session has a time limit',
      error: 'wasm-load-failed',
      states: 'failed',
      note: 'the next call uses the default URL',
      entry: 'slim.js',
      before: (kit) => {
        kit.lib.init(new Promise(() => {})).catch(() => {});
      },
      config: () => ({ timeouts: { script: 200 } }),
    },
    failed('csp', "The policy lacks `'wasm-unsafe-eval'`", {
      says: /'wasm-unsafe-eval'/,
      note: 'the message says what to add',
      page: { headers: { 'content-security-policy': "script-src 'self'" } },
      next: false,
    }),
    failed('slim-csp', "`/slim`: the policy lacks `'wasm-unsafe-eval'`", {
      says: /'wasm-unsafe-eval'/,
      entry: 'slim.js',
      page: { headers: { 'content-security-policy': "script-src 'self'" } },
      next: false,
    }),
    failed('no-wasm', 'The browser has no WebAssembly', {
      before: (kit) => kit.stub(window, 'WebAssembly', { value: undefined }),
    }),
    {
      id: 'trap',
      fault: 'An exception traps the core',
      error: 'internal',
      note: 'the next call uses a new instance',
      config: (kit) => ({ src: kit.script('500'), retries: 1 }),
      act: async (kit) => {
        await kit.until('loading');
        breakGetter(kit);
      },
    },
    {
      id: 'trap-other',
      fault: 'An exception traps the core for one call, while another waits for the script',
      error: 'internal',
      note: 'both get `internal`, because they share the instance',
      call: async (kit) => {
        kit.waiting = kit.lib.loadWidget({ src: kit.script('hang') }).catch(({ code }) => code);
        await kit.wait(() => kit.tags.length > 0);
        breakGetter(kit);
        return kit.lib.loadWidget({ src: kit.script('500'), retries: 1 });
      },
      look: async (kit) => ({ waiting: await kit.waiting }),
      seen: { waiting: 'internal' },
    },
    {
      id: 'trap-listener',
      fault: "The page's `removeEventListener` does nothing, and there is a second session",
      resolves: { session_id: 'a' },
      note: 'a late event of the ended session makes the package replace its WebAssembly instance, and has no other effect',
      states: 'loading starting active finished',
      instances: 3,
      call: async (kit) => {
        kit.stub(EventTarget.prototype, 'removeEventListener', { value: () => {} });
        const first = kit.openQuietly({ src: kit.widget('quick') });
        await first.finished;
        window.FlowWidget = { startSession() {} };
        return kit.open().finished;
      },
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
  ],
};
