import { sleep } from '../scene.js';
import { at, fresh, never, putWidget } from '../steps.js';

/** Whether the module has been evaluated in this page. */
let hasRun = false;

/** The widget has the last word. */
export const WIDGET = {
  finish: [10, (scene) => scene.open('finished')],
  'finish before startSession returns': [
    3,
    (scene) => {
      scene.behave(() => {
        scene.finishes += 1;
        dispatchEvent(new CustomEvent('finish', { detail: { session_id: scene.id } }));
      });
      scene.open('finished');
    },
  ],
  'finish twice': [
    3,
    (scene) => {
      scene.behave(() => {
        scene.finish();
        scene.finish();
      });
      scene.open('finished');
    },
  ],
  'finish of another session first': [
    2,
    (scene) => {
      scene.behave(() => {
        dispatchEvent(new CustomEvent('finish', { detail: { session_id: 'of another' } }));
        dispatchEvent(new Event('finish'));
        scene.finish();
      });
      scene.open('finished');
    },
  ],
  'startSession returns a Promise': [
    2,
    (scene) => {
      scene.behave(() => {
        scene.finish();
        return scene.random.pick([Promise.resolve(), sleep(2), never()]);
      });
      scene.open('finished');
    },
  ],
  'the second address': [
    2,
    (scene) => scene.open('finished', { src: ['/widget/nowhere.js', '/widget/fine.js'] }),
  ],
  'a module': [
    1,
    (scene) => {
      const session = fresh(scene).open('finished', { src: '/widget/module.js', type: 'module' });
      // The browser runs it once for all. From then on the global comes late, as that of a module that awaits.
      if (hasRun) at(session, 'loading', () => sleep(4).then(putWidget));
      hasRun = true;
    },
  ],
  'preflight passed': [2, (scene) => scene.open('finished', { preflight: true })],
};
