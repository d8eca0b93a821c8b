/** `verify` with `fallback`: the same session continues on the service's hosted page. */
import { link, VERDICTS } from '../page/hosted.js';
import { row, whenActive } from '../page/hosted-rows.js';

const CONTINUED = 'preparing loading hosted loading starting active finished';
const EARLY = 'preparing hosted loading starting active finished';
const WASM = "script-src 'self' 'wasm-unsafe-eval'";

/** A row in which the widget cannot be used, and the user passes in the fallback. */
const fallback = (id, fault, { config, mode = 'frame', ...more } = {}) =>
  row({
    id,
    fault,
    states: CONTINUED,
    call: (kit) => kit.verifyHosted({ fallback: mode, src: kit.script('404'), ...config?.(kit) }),
    act: whenActive((kit) => kit.drive('press', { mode, button: 'ok' })),
    ...more,
  });

const csp = (value) => ({ page: { headers: { 'content-security-policy': value } } });

export default {
  name: 'fallback',
  title: 'Fallback',
  about:
    "The call has `fallback: 'frame'` if the row says nothing else. Each row creates one session, and the user passes if it says nothing else.",
  rows: [
    fallback('404', 'The script does not exist'),
    fallback('500', 'The server responds to all attempts with 500', {
      config: (kit) => ({ src: kit.script('500'), retries: 1 }),
    }),
    fallback('reset', 'The connection breaks before the script arrives', {
      config: (kit) => ({ src: kit.script('reset') }),
    }),
    fallback('hang', 'The script never arrives', {
      config: (kit) => ({ src: kit.script('hang'), timeouts: { attempt: 150 } }),
    }),
    fallback('csp', "`script-src` lacks the script's host", {
      ...csp(WASM),
      config: (kit) => ({ src: kit.script('ok', { other: true }) }),
    }),
    fallback('integrity', 'The script has another hash', {
      config: (kit) => ({ src: kit.script(), integrity: `sha384-${'A'.repeat(64)}` }),
    }),
    fallback('no-global', 'The script defines no `FlowWidget`', {
      config: (kit) => ({ src: kit.widget('no-global') }),
    }),
    fallback('throws', 'The script throws', {
      config: (kit) => ({ src: kit.widget('script-throws') }),
      errors: ['broken'],
    }),
    fallback('wasm', "The policy lacks `'wasm-unsafe-eval'`", {
      ...csp("script-src 'self'"),
      config: (kit) => ({ src: kit.script() }),
      states: EARLY,
      next: false,
    }),
    fallback('no-wasm', 'The browser has no WebAssembly', {
      config: (kit) => {
        kit.stub(window, 'WebAssembly', { value: undefined });
        return { src: kit.script() };
      },
      states: EARLY,
      next: false,
    }),
    fallback('core', "The core's chunk does not exist", {
      lib: { 'core-inline.js': 'fault=404' },
      config: (kit) => ({ src: kit.script() }),
      states: EARLY,
      next: false,
    }),
    fallback('preflight', 'The browser has no WebAssembly, with `preflight`', {
      before: (kit) => {
        const getUserMedia = () => {};
        const enumerateDevices = async () => [{ kind: 'videoinput' }];
        kit.stub(navigator, 'mediaDevices', { value: { getUserMedia, enumerateDevices } });
        kit.stub(navigator, 'permissions', { value: { query: async () => ({ state: 'prompt' }) } });
      },
      config: (kit) => {
        kit.stub(window, 'WebAssembly', { value: undefined });
        return { src: kit.script(), preflight: true };
      },
      states: EARLY,
      next: false,
    }),
    fallback('dialog', 'The script does not exist, and there is a dialog', {
      config: (kit) => ({ src: kit.script('404'), selector: undefined }),
    }),
    fallback('window', "The script does not exist, with `fallback: 'window'`", {
      mode: 'window',
      note: 'the browser blocks the window, and the user opens it with the link',
      act: whenActive(async (kit) => {
        await kit.click(link());
        await kit.drive('press', { mode: 'window', button: 'ok' });
      }),
    }),
    fallback('redirect', "The script does not exist, with `fallback: 'redirect'`", {
      note: 'the user comes back with the Back button',
      call: async (kit) => {
        await kit.drive('away', { button: 'ok' });
        return kit.verifyHosted({ fallback: 'redirect', src: kit.script('404') });
      },
      act: undefined,
    }),
    fallback('reload', 'The script does not exist, and the page is reloaded in the fallback, with `resume`', {
      loads: true,
      states: `preparing loading hosted loading starting active reload ${CONTINUED}`,
      config: (kit) => ({ src: kit.script('404'), resume: true }),
      act: whenActive((kit) => {
        if (kit.load === 1) return kit.reload();
        return kit.drive('press', { mode: 'frame', button: 'ok' });
      }),
      seen: { opened: 2 },
    }),
    fallback('failed', 'The script does not exist, and the user does not pass in the fallback', {
      resolves: VERDICTS.failed,
      act: whenActive((kit) => kit.drive('press', { mode: 'frame', button: 'failed' })),
    }),
    fallback('both', 'The script does not exist, and the policy blocks the frame', {
      error: 'script-blocked',
      states: 'preparing loading hosted loading starting failed',
      note: '`cause` is the error of the script',
      ...csp("frame-src 'self'"),
      act: () => {},
      look: (_, { cause }) => ({ cause }),
      seen: { opened: 0, cause: 'script-load-failed' },
    }),
    fallback('start', 'The widget throws', {
      error: 'start-failed',
      states: 'preparing loading starting failed',
      note: 'no fallback: the widget works, and the session may be used',
      config: (kit) => ({ src: kit.widget('throws') }),
      act: () => {},
      left: 'script',
      seen: { opened: 0 },
    }),
    fallback('backend', 'The backend responds with 500', {
      error: 'http',
      states: 'preparing loading failed',
      note: 'no fallback: there is no session',
      config: (kit) => ({ create: '500', src: kit.script('hang') }),
      act: () => {},
      seen: { opened: 0 },
    }),
    fallback('none', 'The widget works', {
      states: 'preparing loading starting active finished',
      note: 'no fallback',
      config: (kit) => ({ src: kit.widget('quiet') }),
      act: whenActive(async (kit) => {
        await kit.decide('ok');
        window.dispatchEvent(new Event('pageshow'));
      }),
      left: 'script',
      seen: { opened: 0 },
    }),
  ],
};
