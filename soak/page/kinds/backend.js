import { checkEnvironment, loadWidget, preload, verify } from '/dist/index.js';
import { lasting, sleep } from '../scene.js';
import { inDialog, never, REASON } from '../steps.js';

/** A verification against a backend of the server's; `path` says how that answers. */
function verification(scene, expected, path, more) {
  scene.sessions += 1;
  const config = scene.config({
    id: undefined,
    session_id: undefined,
    endpoint: `/api/flow/${path}`,
    ...more,
  });
  scene.expect(expected, verify(config));
}

/** `verify` before a backend, and what comes before a session. */
export const BACKEND = {
  'verify, verdict': [4, (scene) => verification(scene, 'finished', 'fine')],
  'verify, dialog': [1, (scene) => verification(scene, 'finished', 'fine', inDialog)],
  'verify, signed out': [2, (scene) => verification(scene, 'http', 'denied')],
  'verify, no JSON': [1, (scene) => verification(scene, 'invalid-response', 'garbled')],
  'verify, no backend': [1, (scene) => verification(scene, 'network', 'gone')],
  'verify, no verdict': [
    1,
    (scene) => verification(scene, 'result-timeout', 'slow', { timeouts: { result: 20 } }),
  ],
  'verify, abort': [
    2,
    async (scene) => {
      const control = new AbortController();
      const path = scene.random.pick(['fine', 'hangs', 'slow']);
      const onState = (state) => state === 'waiting' && control.abort(REASON);
      if (path !== 'slow') scene.behave(never);
      verification(scene, REASON, path, { signal: control.signal, onState });
      if (path === 'slow') return;
      await sleep(scene.random.below(20));
      control.abort(REASON);
    },
  ],

  'the script alone': [
    2,
    (scene) => {
      preload({ type: 'classic', src: '/widget/preloaded.js' });
      const options = {
        type: 'classic',
        src: '/widget/fine.js',
        signal: scene.random.pick([undefined, lasting.signal]),
      };
      scene.expect('finished', Promise.all([loadWidget(options), loadWidget(options), checkEnvironment()]));
    },
  ],
};
