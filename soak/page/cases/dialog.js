import { sleep, until } from '../case-run.js';
import { anyState, blockWidget, inDialog, never, onState, REASON } from '../helpers.js';

/** Sessions in the package's dialog, as `[weight, function]`. */
export const DIALOG = {
  'dialog, finish': [3, (run) => run.open('finished', inDialog)],
  'dialog, closed by the user': [
    3,
    async (run) => {
      run.onStart(never);
      run.open('AbortError', inDialog);
      const dialog = await until(() => document.querySelector('dialog[open]'));
      await sleep(run.random.below(10));
      // Firefox keeps a dialog that the page closes or removes while an animation has a pending restyle.
      dialog.getBoundingClientRect();
      run.random.pick([
        () => dialog.firstChild.shadowRoot.querySelector('button').click(),
        () => dialog.close(),
        () => dialog.remove(),
        () => (dialog.requestClose ?? dialog.close).call(dialog),
      ])();
    },
  ],
  'dialog, cancelled in a random state': [
    2,
    (run) => {
      run.onStart(never);
      const session = run.open(REASON, inDialog);
      onState(session, anyState(run), () => session.cancel(REASON));
    },
  ],
  'dialog, script fails': [
    1,
    (run) => blockWidget(run).open('script-load-failed', { ...inDialog, src: '/widget/nowhere.js' }),
  ],
};
