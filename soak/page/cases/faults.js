import { openSession } from '/dist/index.js';
import { sleep } from '../case-run.js';
import { blockWidget, never, onState, putWidget, withoutContainer } from '../helpers.js';

const { setTimeout } = globalThis.soakProbe;

/** Breaks a getter that the core calls without `catch`: the exception passes through the WebAssembly frames. */
function breakNavigator() {
  Object.defineProperty(navigator, 'onLine', {
    configurable: true,
    get() {
      throw new Error('deliberate');
    },
  });
}

/**
 * Opens a session whose script hangs until the session has failed. Then the response is released, because the browser
 * limits the number of connections.
 */
function hangingScript(run, timeouts) {
  const { finished } = blockWidget(run).open('script-timeout', { src: '/widget/hangs.js', timeouts });
  const released = finished.catch(() => fetch('/api/flow/release')).then(() => sleep(50));
  run.wait(released);
}

/** Sessions that fail, as `[weight, function]`. */
export const FAULTS = {
  'script 404': [3, (run) => blockWidget(run).open('script-load-failed', { src: '/widget/nowhere.js' })],
  'module 404': [
    1,
    (run) => blockWidget(run).open('script-load-failed', { src: '/widget/nowhere.js', type: 'module' }),
  ],
  'script 404, with a retry': [
    1,
    (run) => blockWidget(run).open('script-load-failed', { src: '/widget/nowhere.js', retries: 1 }),
  ],
  'script times out': [2, (run) => hangingScript(run, { script: 40 })],
  'attempt times out': [1, (run) => hangingScript(run, { attempt: 40 })],
  'script blocked by CSP': [
    2,
    (run) => blockWidget(run).open('script-blocked', { src: 'https://widget.invalid/widget/other.js' }),
  ],
  'script with another hash': [
    1,
    (run) =>
      blockWidget(run).open('script-blocked', {
        src: '/widget/hashed.js',
        integrity: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        crossOrigin: 'anonymous',
      }),
  ],
  'script sets no global': [1, (run) => blockWidget(run).open('widget-missing', { src: '/widget/empty.js' })],
  'startSession throws': [
    3,
    (run) => {
      run.onStart(() => {
        throw new Error('no camera');
      });
      run.open('start-failed');
    },
  ],
  'startSession rejects': [
    3,
    (run) => {
      run.onStart(() => sleep(run.random.below(5)).then(() => Promise.reject(new Error('no camera'))));
      run.open('start-failed');
    },
  ],
  'finish times out': [
    2,
    (run) => {
      run.onStart(never);
      run.open('finish-timeout', { timeouts: { finish: 20 } });
    },
  ],
  'session source fails': [
    4,
    (run) => {
      const id = run.random.pick([
        () => {
          throw new Error('no session');
        },
        () => Promise.reject(new Error('no session')),
        () => '',
        async () => 7,
      ]);
      run.open('session-source-failed', { id, session_id: undefined });
    },
  ],
  'session source times out': [
    2,
    (run) => run.open('session-timeout', { id: never, session_id: undefined, timeouts: { session: 20 } }),
  ],
  'no container': [
    2,
    (run) => run.open('container-not-found', { selector: '#nowhere', container: undefined }),
  ],
  'container removed before the start': [
    1,
    (run) => {
      const container = document.querySelector('#container');
      putWidget();
      const session = run.open('AbortError', { id: run.id, session_id: undefined });
      onState(session, 'loading', () => run.wait(withoutContainer(container, session.finished)));
    },
  ],
  'invalid config': [
    2,
    (run) => {
      const invalid = run.random.pick([
        { retries: -1 },
        { id: 7, session_id: undefined },
        { locale: 7 },
        { src: [] },
      ]);
      run.open('invalid-config', invalid);
    },
  ],
  'preflight fails': [
    1,
    async (run) => {
      const { mediaDevices } = navigator;
      mediaDevices.enumerateDevices = async () => [];
      await run.open('unsupported-environment', { preflight: true }).finished.catch(() => {});
      delete mediaDevices.enumerateDevices;
    },
  ],
  'the core traps': [
    0,
    async (run) => {
      // Timers of the dead instance fire later, and must then do nothing.
      const timeouts = { script: 400, attempt: 400, session: 400 };
      const failing = blockWidget(run).open('internal', { src: '/widget/nowhere.js', timeouts });
      onState(failing, 'loading', () => setTimeout(breakNavigator));
      await failing.finished.catch(() => {});
      delete navigator.onLine;
      globalThis.soakWidgetBlocked = false;
      run.open('finished');
    },
  ],
  'unhandled rejection': [
    1,
    async (run) => {
      run.sessions += 1;
      run.unhandled.push('container-not-found');
      const { started } = openSession(run.config({ selector: '#nowhere', container: undefined }));
      await run.expect('container-not-found', started);
    },
  ],
};
