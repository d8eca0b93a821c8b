import { openSession } from '/dist/index.js';
import { sleep } from '../scene.js';
import { at, lacking, never, putWidget, without } from '../steps.js';

const { setTimeout } = globalThis.soakProbe;

/** Breaks a getter that the core calls without `catch`: the exception passes through wasm. */
function breakDocument() {
  Object.defineProperty(document, 'scripts', {
    configurable: true,
    get() {
      throw new Error('on purpose');
    },
  });
}

/** A script that does not arrive. It does when it has been given up, as a browser's connections are few. */
function hanging(scene, timeouts) {
  const { finished } = lacking(scene).open('script-timeout', { src: '/widget/hangs.js', timeouts });
  const arrived = finished.catch(() => fetch('/api/flow/release')).then(() => sleep(50));
  scene.wait(arrived);
}

/** Something is wrong. */
export const FAULTS = {
  'script 404': [3, (scene) => lacking(scene).open('script-load-failed', { src: '/widget/nowhere.js' })],
  'module 404': [
    1,
    (scene) => lacking(scene).open('script-load-failed', { src: '/widget/nowhere.js', type: 'module' }),
  ],
  'script 404, again and again': [
    1,
    (scene) => lacking(scene).open('script-load-failed', { src: '/widget/nowhere.js', retries: 1 }),
  ],
  'script hangs': [2, (scene) => hanging(scene, { script: 40 })],
  'an attempt hangs': [1, (scene) => hanging(scene, { attempt: 40 })],
  'script refused by the policy': [
    2,
    (scene) => lacking(scene).open('script-blocked', { src: 'https://widget.invalid/widget/other.js' }),
  ],
  'script of another hash': [
    1,
    (scene) =>
      lacking(scene).open('script-blocked', {
        src: '/widget/hashed.js',
        integrity: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        crossOrigin: 'anonymous',
      }),
  ],
  'no global': [1, (scene) => lacking(scene).open('widget-missing', { src: '/widget/empty.js' })],
  'startSession throws': [
    3,
    (scene) => {
      scene.behave(() => {
        throw new Error('no camera');
      });
      scene.open('start-failed');
    },
  ],
  'startSession rejects': [
    3,
    (scene) => {
      scene.behave(() => sleep(scene.random.below(5)).then(() => Promise.reject(new Error('no camera'))));
      scene.open('start-failed');
    },
  ],
  'never finishes': [
    2,
    (scene) => {
      scene.behave(never);
      scene.open('finish-timeout', { timeouts: { finish: 20 } });
    },
  ],
  'session source fails': [
    4,
    (scene) => {
      const id = scene.random.pick([
        () => {
          throw new Error('no session');
        },
        () => Promise.reject(new Error('no session')),
        () => '',
        async () => 7,
      ]);
      scene.open('session-source-failed', { id, session_id: undefined });
    },
  ],
  'session source hangs': [
    2,
    (scene) => scene.open('session-timeout', { id: never, session_id: undefined, timeouts: { session: 20 } }),
  ],
  'no container': [
    2,
    (scene) => scene.open('container-not-found', { selector: '#nowhere', container: undefined }),
  ],
  'the container leaves before the start': [
    1,
    (scene) => {
      const place = document.querySelector('#place');
      putWidget();
      const session = scene.open('container-not-found', { id: scene.id, session_id: undefined });
      at(session, 'loading', () => scene.wait(without(place, session.finished)));
    },
  ],
  'config wrong': [
    2,
    (scene) => {
      const wrong = scene.random.pick([
        { retries: -1 },
        { id: 7, session_id: undefined },
        { locale: 7 },
        { src: [] },
      ]);
      scene.open('invalid-config', wrong);
    },
  ],
  'preflight failed': [
    1,
    async (scene) => {
      const { mediaDevices } = navigator;
      mediaDevices.enumerateDevices = async () => [];
      await scene.open('unsupported-environment', { preflight: true }).finished.catch(() => {});
      delete mediaDevices.enumerateDevices;
    },
  ],
  'the core fails': [
    0,
    async (scene) => {
      // The limits of an instance that is dead run out unheard.
      const timeouts = { script: 400, attempt: 400, session: 400 };
      const failing = lacking(scene).open('internal', { src: '/widget/nowhere.js', retries: 1, timeouts });
      at(failing, 'loading', () => setTimeout(breakDocument));
      await failing.finished.catch(() => {});
      delete document.scripts;
      globalThis.soakLacksWidget = false;
      scene.open('finished');
    },
  ],
  'nobody looks at a failure': [
    1,
    async (scene) => {
      scene.sessions += 1;
      scene.unhandled.push('container-not-found');
      const { started } = openSession(scene.config({ selector: '#nowhere', container: undefined }));
      await scene.expect('container-not-found', started);
    },
  ],
};
