import { sleep, until } from '../scene.js';
import { anyState, at, inDialog, lacking, never, REASON } from '../steps.js';

/** The place is a dialog of ours. */
export const DIALOG = {
  'dialog, finish': [3, (scene) => scene.open('finished', inDialog)],
  'dialog, the person leaves': [
    3,
    async (scene) => {
      scene.behave(never);
      scene.open('AbortError', inDialog);
      const dialog = await until(() => document.querySelector('dialog[open]'));
      await sleep(scene.random.below(10));
      scene.random.pick([
        () => dialog.firstChild.shadowRoot.querySelector('button').click(),
        () => dialog.close(),
        () => dialog.remove(),
        () => dialog.requestClose?.() ?? dialog.close(),
      ])();
    },
  ],
  'dialog, cancel in a state': [
    2,
    (scene) => {
      scene.behave(never);
      const session = scene.open(REASON, inDialog);
      at(session, anyState(scene), () => session.cancel(REASON));
    },
  ],
  'dialog, failure': [
    1,
    (scene) => lacking(scene).open('script-load-failed', { ...inDialog, src: '/widget/nowhere.js' }),
  ],
};
