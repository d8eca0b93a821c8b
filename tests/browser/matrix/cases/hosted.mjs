/** The service's hosted page: time limits, policies of the page, and windows that the browser blocks. */
import { ACTIVE, clickToVerify, comeBack, link } from '../page/hosted.js';
import { away, begin, HOSTED, inMode, row, twice, whenActive } from '../page/hosted-rows.js';

/** More than every delay of the package. */
const LONG = 100_000;
const FAILED = 'preparing loading starting failed';

const policy = (value, more) => ({ page: { headers: { 'content-security-policy': value }, ...more } });
const WASM = "script-src 'self' 'wasm-unsafe-eval'";

/** The user presses a button of the hosted page, and the verdict is requested until it arrives. */
const passUnnoticed = (mode) =>
  whenActive(async (kit) => {
    await kit.drive('press', { mode, button: 'ok' });
    await kit.wait(() => {
      comeBack();
      return kit.states.includes('finished');
    });
  });

/** Lets the time limit pass once the hosted page was requested. */
const letFinishPass = whenActive(async (kit) => {
  await kit.requested('hosted/flow/a');
  kit.elapse(LONG);
});
const finishLimit = {
  error: 'finish-timeout',
  states: `${ACTIVE} failed`,
  says: /`timeouts\.finish`/,
  config: () => ({ timeouts: { finish: LONG } }),
  act: letFinishPass,
};

const limits = [
  row({
    id: 'widget-finish',
    fault: '`widget`: The user takes too long',
    error: 'finish-timeout',
    states: `${ACTIVE} failed`,
    left: 'script',
    call: (kit) => kit.verify({ src: kit.widget('quiet'), timeouts: { finish: 100 } }),
    seen: { opened: 0 },
  }),
  inMode('frame', 'finish', 'The user takes too long', finishLimit),
  inMode('window', 'finish', 'The user takes too long', { ...finishLimit, note: 'the window is closed' }),
  away(
    'finish',
    'The user takes too long, and comes back in a new load of the page',
    { by: 'load' },
    {
      ...twice('preparing loading starting active failed'),
      error: 'finish-timeout',
      config: () => ({ timeouts: { finish: LONG } }),
      act: async (kit) => {
        if (kit.load === 1) return;
        kit.undo(() => sessionStorage.clear());
        await kit.until('active');
        kit.elapse(LONG);
      },
      left: 'storage',
      note: 'the next call continues the session',
    },
  ),
  away(
    'finish-again',
    'The user takes too long, comes back in a new load of the page, and the page calls `verify` again',
    { by: 'load' },
    {
      loads: true,
      states: `${ACTIVE} reload preparing loading starting active failed ${ACTIVE} finished`,
      note: 'the hosted page is opened again, with a new time limit',
      call: async (kit) => {
        const call = () => kit.verifyHosted({ mode: 'redirect', timeouts: { finish: LONG } });
        if (kit.load === 1) return call();
        const { code } = await call().catch((error) => error);
        if (code !== 'finish-timeout') throw new Error(code);
        await kit.drive('away', { button: 'ok' });
        return call();
      },
      act: async (kit) => {
        if (kit.load === 1) return;
        await kit.until('active');
        kit.elapse(LONG);
      },
      seen: { opened: 2 },
    },
  ),
  inMode('frame', 'hang', 'The hosted page never loads', {
    error: 'script-timeout',
    states: FAILED,
    says: /`timeouts\.script`/,
    config: () => ({ hosted: 'hang', timeouts: { script: LONG } }),
    act: async (kit) => {
      await kit.requested('hosted/flow/a');
      kit.elapse(LONG);
    },
  }),
  inMode('window', 'hang', 'The hosted page never loads', {
    ...finishLimit,
    config: () => ({ hosted: 'hang', timeouts: { finish: LONG } }),
    note: 'the browser shows that the window is loading; the window is closed in the end',
  }),
  ...HOSTED.flatMap((mode) => {
    const fails = { states: 'preparing loading failed', seen: { opened: 0 } };
    const note = {
      frame: undefined,
      window: 'the window is closed',
      redirect: 'the page is not left',
    }[mode];
    return [
      inMode(mode, 'session', 'The backend does not respond', {
        ...fails,
        error: 'session-timeout',
        config: () => ({ create: 'hang', timeouts: { session: LONG } }),
        act: async (kit) => {
          await kit.wait(async () => (await kit.opened()).created > 0);
          kit.elapse(LONG);
        },
        note,
      }),
      inMode(mode, 'create', 'The backend responds with 500', {
        ...fails,
        error: 'http',
        config: () => ({ create: '500' }),
        note,
      }),
    ];
  }),
];

const frameBlocked = (id, fault, value) =>
  inMode('frame', id, fault, {
    error: 'script-blocked',
    states: FAILED,
    says: /Content-Security-Policy blocks the frame\. Add http.* to its frame-src\./,
    ...policy(value),
    seen: { opened: 0 },
  });

/** The outcome if the browser loads no error page into a blocked frame. */
const neverLoads = {
  error: 'script-timeout',
  states: FAILED,
  says: /`timeouts\.script`/,
  note: undefined,
  why: 'the frame stays empty',
};

const policies = [
  frameBlocked('csp', '`frame-src` lacks the origin of the hosted page', "frame-src 'self'"),
  frameBlocked('csp-child', '`child-src` lacks the origin, and there is no `frame-src`', "child-src 'self'"),
  frameBlocked(
    'csp-default',
    '`default-src` lacks the origin, and there is neither',
    `default-src 'self'; ${WASM}`,
  ),
  inMode('frame', 'csp-meta', 'The policy is in a `<meta>`, and lacks the origin', {
    error: 'script-blocked',
    states: FAILED,
    page: { head: `<meta http-equiv="content-security-policy" content="frame-src 'self'">` },
    seen: { opened: 0 },
  }),
  inMode('frame', 'csp-report', 'The policy that lacks the origin is report-only', {
    page: { headers: { 'content-security-policy-report-only': "frame-src 'self'" } },
    act: whenActive((kit) => kit.drive('press', { mode: 'frame', button: 'ok' })),
  }),
  ...['frame', 'window'].map((mode) =>
    inMode(mode, 'strict', 'The policy allows only the page itself and the frame', {
      ...policy(
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; frame-src OTHER; style-src 'none'",
      ),
      act: whenActive((kit) => kit.drive('press', { mode, button: 'ok' })),
      look: (kit) => ({ violations: kit.violations }),
      seen: { violations: [] },
      next: false,
      note: 'no violations',
    }),
  ),
  away(
    'strict',
    'The policy allows only the page itself',
    { button: 'ok' },
    {
      ...policy("default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; style-src 'none'"),
      next: false,
    },
  ),
  inMode('frame', 'refused', 'The hosted page refuses to be framed', {
    ...finishLimit,
    config: () => ({ hosted: 'refuses-frames', timeouts: { finish: LONG } }),
    note: 'browsers do not report it',
  }),
  inMode('frame', 'coep', 'The page is isolated (COEP), and the hosted page does not opt in', {
    ...finishLimit,
    page: { headers: { 'cross-origin-embedder-policy': 'require-corp' } },
    config: () => ({ timeouts: { script: 5_000, finish: LONG } }),
    act: async (kit) => {
      await kit.wait(() => /active|failed/.test(kit.states));
      kit.elapse(LONG);
    },
    note: 'the browser loads an error page',
    in: { webkit: neverLoads },
  }),
  inMode('window', 'coop', 'The page has `Cross-Origin-Opener-Policy: same-origin`', {
    page: { headers: { 'cross-origin-opener-policy': 'same-origin' } },
    act: passUnnoticed('window'),
    note: 'the window stays open',
    seen: { windows: 2 },
  }),
  inMode('redirect', 'storage', 'The page has no storage', {
    error: 'unsupported-environment',
    states: 'preparing loading failed',
    says: /`sessionStorage`/,
    before: (kit) =>
      kit.stub(Storage.prototype, 'setItem', {
        value: () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      }),
    note: 'the page is not left, and no session is created',
    seen: { created: 0, opened: 0 },
  }),
];

/** Calls `verify` without a gesture of the user, so that the browser blocks the window. */
const blocked = (id, fault, more = {}) =>
  inMode('window', id, fault, {
    left: 'focus',
    note: 'the user opens it with the link',
    call: (kit) => kit.verifyHosted({ mode: 'window', ...more.config?.(kit) }),
    act: whenActive(async (kit) => {
      kit.text = link().parentNode.querySelector('p').textContent;
      await kit.click(link());
      await kit.drive('press', { mode: 'window', button: 'ok' });
    }),
    look: (kit) => ({ text: kit.text }),
    ...more,
    seen: { text: TEXT, ...more.seen },
  });
const TEXT = 'Your browser has blocked the new window. Open it with the link; the result will appear here.';

const windows = [
  blocked('blocked', 'The browser blocks the window'),
  blocked('blocked-dialog', 'The browser blocks the window, and there is a dialog', {
    config: () => ({ selector: undefined }),
    left: '',
  }),
  inMode('window', 'blocked-always', 'The browser lets the page open no window, not even in a click', {
    call: (kit) => {
      kit.stub(window, 'open', { value: () => null });
      return clickToVerify(kit, { mode: 'window' });
    },
    act: whenActive(async (kit) => {
      await kit.click(link());
      await passUnnoticed('window')(kit);
    }),
    left: 'focus',
    note: 'the user opens a window with the link, which stays open',
    seen: { windows: 2 },
  }),
  inMode('window', 'chunk', 'The chunk of `verify` does not exist', {
    error: 'wasm-load-failed',
    states: '',
    lib: { 'verdict.js': 'fault=404' },
    next: false,
    note: 'the window is closed',
    seen: { created: 0, opened: 0 },
  }),
  ...HOSTED.map((mode) =>
    inMode(mode, 'hosted-chunk', 'The chunk of the hosted page does not exist', {
      error: 'wasm-load-failed',
      states: 'preparing failed',
      lib: { 'hosted.js': 'fault=404' },
      seen: { created: 0, opened: 0 },
    }),
  ),
  inMode('frame', 'hosted-chunk-once', 'The chunk of the hosted page fails once, and the page calls again', {
    states: `preparing failed ${ACTIVE} finished`,
    lib: { 'hosted.js': 'fault=503&times=1' },
    call: async (kit) => {
      const { code } = await begin(kit, 'frame').catch((error) => error);
      if (code !== 'wasm-load-failed') throw new Error(code);
      return begin(kit, 'frame');
    },
    act: whenActive((kit) => kit.drive('press', { mode: 'frame', button: 'ok' })),
  }),
];

export default {
  name: 'hosted',
  title: 'Hosted page',
  about:
    'The hosted page is a page of another origin. Each row creates at most one session, and leaves no frame, and no window unless it says so.',
  rows: [...limits, ...policies, ...windows],
};
