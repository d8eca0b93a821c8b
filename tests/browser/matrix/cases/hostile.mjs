/** Invalid configs, and pages that have changed or removed browser APIs. */

const invalid = (id, fault, config, says, row = {}) => ({
  id,
  fault,
  error: 'invalid-config',
  says,
  config,
  ...row,
});
/** A row whose value is passed to `openSession` as the whole config, without the defaults of `kit.open`. */
const whole = (id, fault, config) => ({
  id,
  fault,
  error: 'invalid-config',
  states: 'failed',
  call: (kit) => kit.follow(kit.lib.openSession(config())).finished,
});
const boom = () => {
  throw new Error('trap');
};
const succeeds = (id, fault, before, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  before,
  act: async (kit) => {
    await kit.until('active');
    kit.finish();
  },
  ...row,
});

/** Adds a property to `Object.prototype` for the row. */
const pollute = (kit, name, value) =>
  kit.stub(Object.prototype, name, typeof value === 'function' ? { get: value } : { value, writable: true });
/** A row with a polluted `Object.prototype`, which must choose nothing. */
const polluted = (name, value, row = {}) =>
  succeeds(
    `polluted-${name}`,
    `\`Object.prototype.${name}\` is set`,
    (kit) => pollute(kit, name, value(kit)),
    {
      note: 'it is ignored',
      look: (kit) => ({ evil: kit.tags.filter((tag) => tag.startsWith('evil')).length }),
      seen: { evil: 0 },
      ...row,
    },
  );

export default {
  name: 'hostile',
  title: 'Hostile input',
  rows: [
    {
      id: 'polluted-src',
      fault: '`Object.prototype.src` is set, and the config has no `src`',
      error: 'script-blocked',
      note: "it is ignored: the service's URLs are used, which this page's policy blocks",
      page: { headers: { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" } },
      before: (kit) => pollute(kit, 'src', kit.script('ok', { name: 'evil.js' })),
      call: (kit) =>
        kit.follow(kit.lib.openSession({ id: 'a', selector: '#flow-widget', retries: 0 })).finished,
      states: 'loading failed',
      look: async (kit) => ({
        evil: kit.tags.filter((tag) => tag.startsWith('evil')).length,
        requests: (await kit.counts())['GET script/evil.js'] ?? 0,
      }),
      seen: { evil: 0, requests: 0 },
    },
    ...['https://u:secret@h:99999/x.js', 'http://u:secret@[', ['https://u:secret@[/x.js']].map((src, index) =>
      invalid(
        `src-secret-${index}`,
        `\`src\` is not valid and has a password (${index})`,
        () => ({ src }),
        /`src`/,
        {
          note: 'the message does not contain it',
          look: (_, { message }) => ({ isSecret: !message.includes('secret') }),
          seen: { isSecret: true },
        },
      ),
    ),
    {
      id: 'clobbered-prerendering',
      fault: 'Markup with `name="prerendering"` shadows the property of the document',
      resolves: { session_id: 'a' },
      before: (kit) => {
        const image = kit.add('img', { name: 'prerendering' });
        kit.undo(() => image.remove());
      },
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
    succeeds('no-timeout', 'The browser has no `AbortSignal.timeout`', (kit) =>
      kit.stub(AbortSignal, 'timeout', { value: undefined }),
    ),
    polluted('nonce', () => 'evil'),
    polluted('integrity', () => 'sha256-AAAA'),
    polluted('crossOrigin', () => 'use-credentials'),
    polluted('container', () => document.body),
    polluted('conflict', () => 'replace'),
    whole('nothing', 'There is no config', () => undefined),
    whole('null', 'The config is `null`', () => null),
    whole('number', 'The config is a number', () => 5),
    whole('revoked', 'The config is a revoked Proxy', () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    }),
    whole('proxy', 'The config is a Proxy that throws', () => new Proxy({}, { get: boom, has: boom })),
    invalid('id-missing', 'There is no `id`', () => ({ id: undefined }), /`id`/),
    invalid('id-empty', '`id` is empty', () => ({ id: '' }), /`id`/),
    invalid('id-symbol', '`id` is a symbol', () => ({ id: Symbol('a') }), /`id` .*Symbol\(a\)/),
    invalid(
      'ids',
      '`id` and `session_id` differ',
      () => ({ session_id: 'b' }),
      /`id` and `session_id` differ/,
    ),
    invalid(
      'getter',
      'A getter `id` throws',
      () => Object.defineProperty({}, 'id', { get: boom, enumerable: true }),
      undefined,
      {
        call: (kit) => {
          const config = {
            selector: '#flow-widget',
            get id() {
              return boom();
            },
          };
          return kit.follow(kit.lib.openSession(config)).finished;
        },
        states: 'failed',
        says: /`id`/,
      },
    ),
    invalid('selector', '`selector` is a number', () => ({ selector: 5 }), /`selector` must be/),
    invalid(
      'container',
      '`container` is an object',
      () => ({ selector: undefined, container: {} }),
      /`container` must be/,
    ),
    invalid('locale', '`locale` is a number', () => ({ locale: 7 }), /`locale`/),
    invalid(
      'timeouts',
      '`timeouts.script` is negative',
      () => ({ timeouts: { script: -1 } }),
      /`timeouts\.script`/,
    ),
    invalid(
      'timeouts-nan',
      '`timeouts.finish` is not a number',
      () => ({ timeouts: { finish: Number.NaN } }),
      /`timeouts\.finish`/,
    ),
    invalid('retries', '`retries` is not an integer', () => ({ retries: 1.5 }), /`retries`/),
    invalid('conflict', '`conflict` is an unknown word', () => ({ conflict: 'queue' }), /`conflict`/),
    invalid('signal', '`signal` is not a signal', () => ({ signal: {} }), /`signal`/),
    invalid('src', '`src` is not a valid URL', () => ({ src: 'http://[' }), /`src`/),
    invalid('src-empty', '`src` is an empty array', () => ({ src: [] }), /`src`/),
    invalid('src-object', '`src` is an object', () => ({ src: {} }), /`src`/),
    invalid('type', '`type` is an unknown word', () => ({ type: 'umd' }), /`type`/),
    invalid('offline', '`offline` is `true`', () => ({ offline: true }), /`offline`/),
    {
      id: 'worker',
      fault: 'The package is used in a worker',
      resolves: ['unsupported-environment', 'unsupported-environment', 'unsupported-environment'],
      states: '',
      note: 'each of `startSession`, `loadWidget` and `checkEnvironment` rejects with `unsupported-environment`',
      call: async (kit) => {
        const text = `import { startSession, loadWidget, checkEnvironment } from '${kit.here}lib/index.js';
          const code = (promise) => promise.then(() => 'none', (error) => error.code);
          Promise.all([startSession({ id: 'a', selector: '#a' }), loadWidget({}), checkEnvironment()].map(code))
            .then((codes) => postMessage(codes));`;
        const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
        const worker = new Worker(address, { type: 'module' });
        const codes = await new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
        });
        worker.terminate();
        URL.revokeObjectURL(address);
        return codes;
      },
    },
    succeeds('prototype', 'The page has extended Object.prototype', (kit) => {
      kit.stub(Object.prototype, 'everywhere', { value: 1, enumerable: true, writable: true });
    }),
    succeeds('array', 'The page has extended Array.prototype', (kit) => {
      kit.stub(Array.prototype, 'last', { value: () => {}, enumerable: true });
    }),
    {
      id: 'random',
      fault: '`Math.random` throws, with `retries: 1`',
      error: 'script-load-failed',
      note: 'the script is retried anyway',
      before: (kit) => kit.stub(Math, 'random', { value: boom }),
      config: (kit) => ({ src: kit.script('500', { name: 'x.js' }), retries: 1 }),
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: ['x.js', 'x.js retry=1'] },
    },
    {
      id: 'random-symbol',
      fault: '`Math.random` returns a symbol, with `retries: 1`',
      error: 'script-load-failed',
      note: 'it is retried anyway',
      before: (kit) => kit.stub(Math, 'random', { value: () => Symbol('random') }),
      config: (kit) => ({ src: kit.script('500', { name: 'x.js' }), retries: 1 }),
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: ['x.js', 'x.js retry=1'] },
    },
    {
      id: 'signal-symbol',
      fault: 'The signal is a Proxy whose `aborted` is a symbol',
      rejects: 'enough',
      states: 'cancelled',
      note: 'it counts as aborted',
      config: () => ({
        signal: new Proxy(AbortSignal.abort('enough'), {
          get: (signal, name) => (name === 'aborted' ? Symbol('aborted') : Reflect.get(signal, name, signal)),
        }),
      }),
    },
    {
      id: 'create-element',
      fault: '`document.createElement` throws for scripts',
      error: 'script-blocked',
      before: (kit) => {
        const value = (name) =>
          name === 'script' ? boom() : Document.prototype.createElement.call(document, name);
        kit.stub(document, 'createElement', { value });
      },
    },
    succeeds('marks', '`performance.mark` throws', (kit) => kit.stub(performance, 'mark', { value: boom })),
    succeeds('no-crypto', 'The page has no `crypto`', (kit) =>
      kit.stub(window, 'crypto', { value: undefined }),
    ),
    succeeds('fetch', "The page's `fetch` throws", (kit) => kit.stub(window, 'fetch', { value: boom })),
    succeeds('frozen', 'The config is frozen', undefined, { config: () => Object.freeze({ locale: 'en' }) }),
    succeeds(
      'names',
      'Elements of the page have the names of globals (DOM clobbering)',
      (kit) => {
        for (const id of ['FlowWidgetLoader', 'head', 'performance', 'scripts']) {
          const element = kit.add('form', { id, name: id });
          kit.undo(() => element.remove());
        }
      },
      { left: 'drawing' },
    ),
  ],
};
