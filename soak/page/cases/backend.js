import { checkEnvironment, loadWidget, preload, verify } from '/dist/index.js';
import { longLived, sleep } from '../case-run.js';
import { inDialog, never, REASON, reloadWidget } from '../helpers.js';

/** Opens a verification. `path` selects what the server's backend does. */
function verification(run, expected, path, more) {
  run.sessions += 1;
  const config = run.config({
    id: undefined,
    session_id: undefined,
    endpoint: `/api/flow/${path}`,
    ...more,
  });
  run.expect(expected, verify(config));
}

/** `verify` with a backend, and functions that open no session, as `[weight, function]`. */
export const BACKEND = {
  'verify, verdict': [4, (run) => verification(run, 'finished', 'fine')],
  'verify, dialog': [1, (run) => verification(run, 'finished', 'fine', inDialog)],
  'verify, backend returns 401': [2, (run) => verification(run, 'http', 'denied')],
  'verify, backend returns HTML': [1, (run) => verification(run, 'invalid-response', 'garbled')],
  'verify, backend unreachable': [1, (run) => verification(run, 'network', 'gone')],
  'verify, verdict times out': [
    1,
    (run) => verification(run, 'result-timeout', 'slow', { timeouts: { result: 20 } }),
  ],
  'verify, aborted': [
    2,
    async (run) => {
      const control = new AbortController();
      const path = run.random.pick(['fine', 'hangs', 'slow']);
      const onState = (state) => state === 'waiting' && control.abort(REASON);
      if (path !== 'slow') run.onStart(never);
      verification(run, REASON, path, { signal: control.signal, onState });
      if (path === 'slow') return;
      await sleep(run.random.below(20));
      control.abort(REASON);
    },
  ],

  'loadWidget and checkEnvironment': [
    2,
    (run) => {
      // If the page had the widget, `preload` would remove the link of an earlier run, and the number of elements change.
      reloadWidget(run);
      preload({ type: 'classic', src: '/widget/preloaded.js' });
      const options = {
        type: 'classic',
        src: '/widget/fine.js',
        signal: run.random.pick([undefined, longLived.signal]),
      };
      run.expect('finished', Promise.all([loadWidget(options), loadWidget(options), checkEnvironment()]));
    },
  ],
};
