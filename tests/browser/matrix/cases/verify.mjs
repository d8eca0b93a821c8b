/** `verify`: the whole flow, with a backend that fails before or after the widget runs. */

const ACTIVE = 'preparing loading starting active';
const WAITING = `${ACTIVE} waiting`;
const DETAIL = { session_id: 'a', passed: true };
/** A verdict that arrives without a `finish` event. */
const PASSED = { sessionId: 'a', status: 'FINISHED', passed: true, cancelled: false, failureReasons: [] };
const NOT_PASSED = { ...PASSED, status: 'FAILED', passed: false };
const withDetail = (verdict) => ({ ...verdict, detail: DETAIL });

/** A row in which the request that creates the session fails. The script never arrives. */
const before = (id, fault, create, error, row = {}) => ({
  id: `create-${id}`,
  fault,
  error,
  states: 'preparing loading failed',
  call: (kit) => kit.verify({ create, src: kit.script('hang') }),
  ...row,
});

/** A row in which the widget finishes, and then a request for the verdict fails, or the user has not passed. */
const after = (id, fault, verdict, row = {}) => ({
  id: `verdict-${id}`,
  fault,
  states: `${WAITING} ${row.error ? 'failed' : 'finished'}`,
  call: (kit) => kit.verify({ verdict, ...row.config?.(kit) }),
  ...row,
});

/** A row in which `verify` rejects before it creates a session. */
const spendsNothing = (id, fault, error, states, row) => ({
  id: `refused-${id}`,
  fault,
  error,
  states,
  note: 'no session is created',
  look: (kit) => kit.requests(),
  seen: { created: 0, asked: 0 },
  ...row,
});

/** Makes `verify` ask for the verdict at once, as when the user returns to the page. */
const comeBack = () => window.dispatchEvent(new Event('pageshow'));
const untilAsked = (kit) =>
  kit.wait(async () => {
    comeBack();
    return (await kit.requests()).asked > 0;
  }, 'the verdict was never requested');

/** A row in which the verdict is requested while the widget is running, which then finishes. */
const watched = (id, fault, verdict, row = {}) => ({
  id: `watch-${id}`,
  fault,
  resolves: withDetail(PASSED),
  states: `${WAITING} finished`,
  call: (kit) => kit.verify({ verdict, src: kit.widget('quiet') }),
  act: async (kit) => {
    await kit.until('active');
    await untilAsked(kit);
    kit.finish(DETAIL);
  },
  ...row,
});

export default {
  name: 'verify',
  title: 'Verify',
  about:
    'In the rows about the verdict, the widget finishes as soon as it is active, if the row says nothing else.',
  rows: [
    before('401', 'The backend responds with 401', '401', 'http', {
      note: 'the error has the `status` and the message of the response',
      says: /^Sign in first\. \(POST http.*, status 401\)$/,
      look: (_, { status }) => ({ status }),
      seen: { status: 401 },
    }),
    before('429', 'The backend responds with 429', '429', 'http'),
    before('500', 'The backend responds with 500', '500', 'http'),
    before('reset', 'The connection breaks', 'reset', 'network', { says: /\(POST http/ }),
    before('html', 'The backend responds with HTML', 'html', 'invalid-response'),
    before('list', 'The backend responds with an array', 'list', 'invalid-response'),
    before('no-id', 'The backend responds without an id', 'no-id', 'invalid-response'),
    before('redirect', 'The backend redirects the request for a session', 'redirect', 'invalid-response', {
      says: /redirected POST http.*`endpoint`/,
      note: 'the redirect is not followed',
      look: (kit) => kit.requests(),
      seen: { created: 1, asked: 0 },
    }),
    before('hang', 'The backend does not respond', 'hang', 'session-timeout', {
      call: (kit) => kit.verify({ create: 'hang', timeouts: { session: 200 } }),
      left: 'script',
    }),
    {
      id: 'create-abort',
      fault: 'The page aborts while the backend creates the session',
      rejects: 'enough',
      states: 'preparing loading cancelled',
      left: 'script',
      call: (kit) => {
        const control = kit.control();
        kit
          .wait(() => kit.tags.length > 0 && 'FlowWidget' in window)
          .then(() => kit.wait(async () => (await kit.requests()).created > 0))
          .then(() => control.abort('enough'));
        return kit.verify({ create: 'hang', signal: control.signal });
      },
    },
    {
      id: 'create-throws',
      fault: 'The function `backend.createSession` throws',
      error: 'session-source-failed',
      states: 'preparing loading failed',
      note: '`cause` is the thrown value',
      call: (kit) =>
        kit.verify({
          endpoint: undefined,
          src: kit.script('hang'),
          backend: {
            createSession: () => {
              throw new RangeError('no');
            },
            getVerdict: () => {},
          },
        }),
      look: (_, { cause }) => ({ cause }),
      seen: { cause: 'RangeError' },
    },
    spendsNothing('endpoint', 'The endpoint is not a valid URL', 'invalid-config', '', {
      says: /`endpoint`/,
      call: (kit) => kit.verify({ endpoint: 'http://[', src: kit.script('hang') }),
    }),
    spendsNothing('config', '`retries` is negative', 'invalid-config', 'preparing failed', {
      says: /`retries`/,
      call: (kit) => kit.verify({ retries: -1 }),
    }),
    spendsNothing('container', 'The selector matches nothing', 'container-not-found', 'preparing failed', {
      call: (kit) => kit.verify({ selector: '#nowhere' }),
    }),
    spendsNothing('active', 'Another session is running', 'session-active', 'preparing failed', {
      call: async (kit) => {
        const other = kit.openQuietly({ src: kit.script('hang') });
        kit.other = other.finished.catch(({ name }) => name);
        await kit.wait(() => other.state === 'loading');
        const error = await kit.verify().catch((thrown) => thrown);
        other.cancel();
        throw error;
      },
      look: async (kit) => ({ other: await kit.other, ...(await kit.requests()) }),
      seen: { other: 'AbortError', created: 0, asked: 0 },
    }),
    {
      id: 'script',
      fault: 'The script does not exist',
      error: 'script-load-failed',
      states: 'preparing loading failed',
      call: (kit) => kit.verify({ src: kit.script('404') }),
    },
    {
      id: 'prerendered',
      fault: 'The browser prerenders the page, and the user then opens it',
      resolves: withDetail(PASSED),
      states: `${WAITING} finished`,
      note: 'the session is created when the user opens the page',
      call: async (kit) => {
        let hidden = true;
        kit.stub(document, 'prerendering', { get: () => hidden });
        const verdict = kit.verify();
        await kit.until('preparing');
        // Everything that the session needs has loaded.
        await kit.lib.loadWidget({ src: kit.widget('none') }).catch(() => {});
        kit.before = await kit.requests();
        hidden = false;
        document.dispatchEvent(new Event('prerenderingchange'));
        return verdict;
      },
      look: (kit) => kit.before,
      seen: { created: 0, asked: 0 },
    },
    {
      id: 'prerender-abort',
      fault: 'The page that the browser prerenders cancels, and the user then opens it',
      rejects: 'enough',
      states: 'preparing cancelled',
      note: 'no session is created',
      call: async (kit) => {
        let hidden = true;
        kit.stub(document, 'prerendering', { get: () => hidden });
        const control = kit.control();
        const verdict = kit.verify({ signal: control.signal });
        await kit.until('preparing');
        control.abort('enough');
        hidden = false;
        document.dispatchEvent(new Event('prerenderingchange'));
        return verdict;
      },
      look: (kit) => kit.requests(),
      seen: { created: 0, asked: 0 },
    },
    {
      id: 'chunk',
      fault: 'The chunk of `verify` does not exist',
      error: 'wasm-load-failed',
      states: '',
      lib: { 'verdict.js': 'fault=404' },
      call: (kit) => kit.verify(),
      next: false,
    },
    ...['503', 'truncated', 'empty'].map((fault) => ({
      id: `chunk-once-${fault}`,
      fault: `The chunk of \`verify\` has the fault "${fault}" once, and the page calls \`verify\` again`,
      resolves: withDetail(PASSED),
      note: 'the second call requests it again, and creates the only session',
      states: `${WAITING} finished`,
      lib: { 'verdict.js': `fault=${fault}&times=1` },
      call: async (kit) => {
        const { code } = await kit.verify().catch((error) => error);
        if (code !== 'wasm-load-failed') throw new Error(code);
        return kit.verify();
      },
      look: (kit) => kit.requests(),
      seen: { created: 1, asked: 1 },
    })),
    {
      id: 'chunk-hang',
      fault: 'The chunk of `verify` never arrives',
      error: 'wasm-load-failed',
      states: '',
      lib: { 'verdict.js': 'fault=hang' },
      call: (kit) => kit.verify({ timeouts: { script: 200 } }),
    },
    {
      id: 'core-hang',
      fault: "The core's chunk never arrives",
      error: 'wasm-load-failed',
      states: 'preparing failed',
      note: 'no session is created',
      lib: { 'core-inline.js': 'fault=hang' },
      call: (kit) => kit.verify({ timeouts: { script: 1_500 } }),
      next: false,
      look: (kit) => kit.requests(),
      seen: { created: 0, asked: 0 },
    },
    after('ok', 'Nothing goes wrong', 'ok', { resolves: withDetail(PASSED) }),
    after('failed', 'The user does not pass', 'failed', {
      resolves: withDetail({ ...NOT_PASSED, failureReasons: [{ type: 'NO_CAM', detail: 'none' }] }),
    }),
    after('cancelled', 'The user gives up in the widget', 'cancelled', {
      resolves: withDetail({
        ...NOT_PASSED,
        cancelled: true,
        failureReasons: [{ type: 'CLIENT', detail: 'Operation aborted by user' }],
      }),
      note: '`cancelled` is true',
    }),
    after('expired', 'The session has expired', 'expired', {
      resolves: withDetail({ ...NOT_PASSED, status: 'EXPIRED' }),
    }),
    after('contradictory', 'The status is FAILED, but `passed` is true', 'contradictory', {
      resolves: withDetail(NOT_PASSED),
      note: '`passed` is false',
    }),
    after('pending', 'The verdict is pending at first', 'once-pending', { resolves: withDetail(PASSED) }),
    after('500', 'The backend responds once with 500', 'once-500', { resolves: withDetail(PASSED) }),
    after('reset', 'The connection breaks once', 'once-reset', { resolves: withDetail(PASSED) }),
    after('late', 'The verdict stays pending', 'pending', {
      error: 'result-timeout',
      config: () => ({ timeouts: { result: 300 } }),
    }),
    after('resumable', 'The verdict stays pending, with `resume`', 'pending', {
      error: 'result-timeout',
      left: 'drawing script storage',
      note: 'the next call continues the session',
      config: (kit) => {
        kit.undo(() => sessionStorage.clear());
        return { timeouts: { result: 300 }, resume: true };
      },
    }),
    after('resumed', 'Nothing goes wrong, with `resume`', 'ok', {
      resolves: withDetail(PASSED),
      config: () => ({ resume: true }),
    }),
    after('hang', 'The backend does not respond to the request for the verdict', 'hang', {
      error: 'result-timeout',
      config: () => ({ timeouts: { result: 300 } }),
      note: 'the request is aborted',
    }),
    after('function-hang', 'The Promise of `backend.getVerdict` never settles', 'ok', {
      error: 'result-timeout',
      config: (kit) => ({
        endpoint: undefined,
        timeouts: { result: 300 },
        backend: {
          createSession: () => ({ session_id: 'a' }),
          getVerdict: (_, { signal }) => {
            kit.abortSeen = false;
            signal.onabort = () => {
              kit.abortSeen = true;
            };
            return new Promise(() => {});
          },
        },
      }),
      note: 'its `signal` is aborted',
      look: (kit) => ({ abortSeen: kit.abortSeen }),
      seen: { abortSeen: true },
    }),
    after('401', 'The backend responds with 401 to the request for the verdict', '401', { error: 'http' }),
    after('404', 'The backend responds with 404 to the request for the verdict', '404', { error: 'http' }),
    after('html', 'The backend responds to the request for the verdict with HTML', 'html', {
      error: 'invalid-response',
    }),
    after('foreign', 'The backend responds with the verdict of another session', 'foreign', {
      error: 'invalid-response',
      says: /another session/,
    }),
    after('redirect', 'The backend redirects the request for the verdict', 'redirect', {
      error: 'invalid-response',
      says: /redirected GET http/,
      note: 'the redirect is not followed',
    }),
    {
      id: 'verdict-abort',
      fault: 'The page aborts while it waits for the verdict',
      rejects: 'enough',
      states: `${WAITING} cancelled`,
      call: (kit) => {
        const control = kit.control();
        kit.until('waiting').then(() => control.abort('enough'));
        return kit.verify({ verdict: 'hang', signal: control.signal });
      },
    },
    {
      id: 'verdict-close',
      fault: 'The user closes the dialog while it waits for the verdict',
      rejects: 'AbortError',
      states: `${WAITING} cancelled`,
      left: 'script',
      note: 'the dialog is open until then',
      call: (kit) => {
        kit.until('waiting').then(() => {
          kit.wasOpen = document.querySelector('dialog').open;
          document.querySelector('dialog').close();
        });
        return kit.verify({ verdict: 'hang', selector: undefined });
      },
      look: (kit) => ({ wasOpen: kit.wasOpen }),
      seen: { wasOpen: true },
    },
    {
      id: 'watch-final',
      fault: 'The user finishes on another device, and the widget fires no `finish`',
      resolves: PASSED,
      states: `${ACTIVE} finished`,
      left: 'script',
      note: 'the verdict has no `detail`; the content that the widget rendered is removed',
      call: (kit) => kit.verify({ src: kit.widget('quiet') }),
      act: async (kit) => {
        await kit.until('active');
        await untilAsked(kit);
      },
    },
    {
      id: 'watch-dialog',
      fault: 'The user finishes on another device while the dialog is open',
      resolves: PASSED,
      states: `${ACTIVE} finished`,
      left: 'script',
      note: 'the dialog is removed',
      call: (kit) => kit.verify({ src: kit.widget('quiet'), selector: undefined }),
      act: async (kit) => {
        await kit.until('active');
        await untilAsked(kit);
      },
    },
    watched('pending', 'The verdict is pending while the widget is running', 'once-pending'),
    watched('401', 'The backend responds with 401 while the widget is running', 'once-401', {
      note: 'the widget goes on',
    }),
    watched('hang', 'The backend does not respond while the widget is running', 'once-hang', {
      note: 'only one request at a time, which is aborted when the widget finishes',
      act: async (kit) => {
        await kit.until('active');
        await untilAsked(kit);
        for (let turn = 0; turn < 20; turn++) {
          comeBack();
          await kit.requests();
        }
        kit.finish(DETAIL);
      },
      look: (kit) => kit.requests(),
      seen: { created: 1, asked: 2 },
    }),
    watched('off', 'The user returns to the page, with `watch: false`', 'ok', {
      note: 'the verdict is requested only once the widget has finished',
      call: (kit) => kit.verify({ src: kit.widget('quiet'), watch: false }),
      act: async (kit) => {
        await kit.until('active');
        comeBack();
        await kit.requests();
        kit.finish(DETAIL);
      },
      look: (kit) => kit.requests(),
      seen: { created: 1, asked: 1 },
    }),
    {
      id: 'watch-cancel',
      fault: 'The page aborts while the verdict is requested and the widget is running',
      rejects: 'enough',
      states: `${ACTIVE} cancelled`,
      call: (kit) => {
        const control = kit.control();
        kit
          .until('active')
          .then(() => untilAsked(kit))
          .then(() => control.abort('enough'));
        return kit.verify({ verdict: 'hang', src: kit.widget('quiet'), signal: control.signal });
      },
    },
  ],
};
