/** `verify`: the whole flow, with a backend that fails before or after the widget runs. */

const WAITING = 'preparing loading starting active finished waiting';
const VERDICT = {
  sessionId: 'a',
  status: 'FINISHED',
  passed: true,
  failureReasons: [],
  detail: { session_id: 'a', passed: true },
};

const before = (id, fault, create, error, row = {}) => ({
  id: `create-${id}`,
  fault,
  error,
  states: 'preparing loading failed',
  call: (kit) => kit.verify({ create, src: kit.script('hang') }),
  ...row,
});
const after = (id, fault, verdict, row = {}) => ({
  id: `verdict-${id}`,
  fault,
  states: WAITING,
  call: (kit) => kit.verify({ verdict, ...row.config }),
  ...row,
});

export default {
  name: 'verify',
  title: 'Verify',
  rows: [
    before('401', 'The backend responds with 401', '401', 'http', {
      note: '`status`, and the message of the backend',
      says: /^Sign in first\.$/,
      look: (_, { status }) => ({ status }),
      seen: { status: 401 },
    }),
    before('429', 'The backend responds with 429', '429', 'http'),
    before('500', 'The backend responds with 500', '500', 'http'),
    before('reset', 'The connection breaks', 'reset', 'network'),
    before('html', 'The backend responds with HTML', 'html', 'invalid-response'),
    before('list', 'The backend responds with an array', 'list', 'invalid-response'),
    before('no-id', 'The backend responds without an id', 'no-id', 'invalid-response'),
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
          .until('loading')
          .then(() => kit.sleep(150))
          .then(() => control.abort('enough'));
        return kit.verify({ create: 'hang', signal: control.signal });
      },
    },
    {
      id: 'config',
      fault: 'The endpoint is not a valid URL',
      error: 'invalid-config',
      states: '',
      says: /`endpoint`/,
      call: (kit) => kit.verify({ endpoint: 'http://[', src: kit.script('hang') }),
    },
    {
      id: 'script',
      fault: 'The script does not exist',
      error: 'script-load-failed',
      states: 'preparing loading failed',
      call: (kit) => kit.verify({ src: kit.script('404') }),
    },
    after('ok', 'Nothing goes wrong', 'ok', { resolves: VERDICT }),
    after('failed', 'The user has not passed', 'failed', {
      resolves: { ...VERDICT, passed: false, failureReasons: [{ type: 'NO_CAM', detail: 'none' }] },
    }),
    after('pending', 'The verdict is pending at first', 'once-pending', { resolves: VERDICT }),
    after('500', 'The backend responds once with 500', 'once-500', { resolves: VERDICT }),
    after('reset', 'The connection breaks once', 'once-reset', { resolves: VERDICT }),
    after('late', 'The verdict stays pending', 'pending', {
      error: 'result-timeout',
      config: { timeouts: { result: 300 } },
    }),
    after('401', 'The backend responds with 401 to the request for the verdict', '401', { error: 'http' }),
    after('404', 'The backend responds with 404 to the request for the verdict', '404', { error: 'http' }),
    after('html', 'The backend responds to the request for the verdict with HTML', 'html', {
      error: 'invalid-response',
    }),
    {
      id: 'verdict-abort',
      fault: 'The page aborts while it waits for the verdict',
      rejects: 'enough',
      states: WAITING,
      call: (kit) => {
        const control = kit.control();
        kit.until('waiting').then(() => control.abort('enough'));
        return kit.verify({ verdict: 'hang', signal: control.signal });
      },
    },
    {
      id: 'chunk',
      fault: 'The chunk for the verdict does not exist',
      error: 'wasm-load-failed',
      states: '',
      lib: { 'verdict.js': 'fault=404' },
      call: (kit) => kit.verify(),
      next: false,
    },
  ],
};
