import { sleep } from '../case-run.js';
import { never, onState, putWidget, reloadWidget } from '../helpers.js';

/** Whether the module was already evaluated in this page. */
let hasRun = false;

/** Sessions that the widget finishes, as `[weight, function]`. */
export const WIDGET = {
  finish: [10, (run) => run.open('finished')],
  'finish before startSession returns': [
    3,
    (run) => {
      run.onStart(() => {
        run.finishes += 1;
        dispatchEvent(new CustomEvent('finish', { detail: { session_id: run.id } }));
      });
      run.open('finished');
    },
  ],
  'the widget turns the camera on': [
    3,
    (run) => {
      run.onStart(() => {
        // Without a camera the request fails, which the widget ignores.
        navigator.mediaDevices.getUserMedia({ video: true }).catch(() => {});
        run.finish();
      });
      run.open('finished');
    },
  ],
  'the page is prerendered at first': [
    1,
    (run) => {
      Object.defineProperty(document, 'prerendering', { configurable: true, value: true });
      const show = () => {
        delete document.prerendering;
        document.dispatchEvent(new Event('prerenderingchange'));
      };
      run.open('finished');
      run.wait(sleep(5).then(show));
    },
  ],
  'finish fired twice': [
    3,
    (run) => {
      run.onStart(() => {
        run.finish();
        run.finish();
      });
      run.open('finished');
    },
  ],
  'finish of another session first': [
    2,
    (run) => {
      run.onStart(() => {
        dispatchEvent(new CustomEvent('finish', { detail: { session_id: 'other' } }));
        dispatchEvent(new Event('finish'));
        run.finish();
      });
      run.open('finished');
    },
  ],
  'startSession returns a Promise': [
    2,
    (run) => {
      run.onStart(() => {
        run.finish();
        return run.random.pick([Promise.resolve(), sleep(2), never()]);
      });
      run.open('finished');
    },
  ],
  'second URL': [2, (run) => run.open('finished', { src: ['/widget/nowhere.js', '/widget/fine.js'] })],
  'module script': [
    1,
    (run) => {
      const session = reloadWidget(run).open('finished', { src: '/widget/module.js', type: 'module' });
      // A module is evaluated once for each page. Later runs set the global after a delay, as top-level await does.
      if (hasRun) onState(session, 'loading', () => sleep(4).then(putWidget));
      hasRun = true;
    },
  ],
  'preflight passes': [
    2,
    async (run) => {
      const { mediaDevices } = navigator;
      // Not every browser has a camera.
      mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput', deviceId: 'a', label: 'a' }];
      await run.open('finished', { preflight: true }).finished.catch(() => {});
      delete mediaDevices.enumerateDevices;
    },
  ],
};
