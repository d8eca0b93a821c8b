import { sleep } from '../case-run.js';
import { anyState, never, onState, REASON, withoutContainer } from '../helpers.js';

/** Sessions that the page or the user ends, as `[weight, function]`. */
export const CANCEL = {
  'cancel in a random state': [
    8,
    (run) => {
      run.onStart(never);
      const session = run.open(REASON);
      onState(session, anyState(run), () => session.cancel(REASON));
    },
  ],
  'cancel at a random time': [
    5,
    async (run) => {
      run.onStart(never);
      const session = run.open('AbortError');
      await sleep(run.random.below(20));
      session.cancel();
      session.cancel('a second time');
    },
  ],
  'abort in a random state': [
    8,
    (run) => {
      run.onStart(never);
      const control = new AbortController();
      const session = run.open(REASON, { signal: control.signal });
      onState(session, anyState(run), () => control.abort(REASON));
    },
  ],
  'abort at a random time': [
    5,
    async (run) => {
      run.onStart(never);
      const control = new AbortController();
      run.open('AbortError', { signal: control.signal });
      await sleep(run.random.below(20));
      control.abort();
    },
  ],
  'aborted signal': [2, (run) => run.open(REASON, { signal: AbortSignal.abort(REASON) })],
  'await using': [
    2,
    async (run) => {
      run.onStart(never);
      const session = run.open('AbortError');
      await sleep(run.random.below(8));
      await session[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
    },
  ],
  'container removed': [
    2,
    (run) => {
      run.onStart(never);
      const container = document.querySelector('#container');
      const session = run.open('AbortError');
      onState(session, 'active', () => run.wait(withoutContainer(container, session.finished)));
    },
  ],
  'replaced by another session': [
    3,
    (run) => {
      const count = 1 + run.random.below(3);
      for (let index = 0; index < count; index++)
        run.open('AbortError', { conflict: 'replace', id: never, session_id: undefined });
      run.open('finished', { conflict: 'replace' });
    },
  ],
  'a second session': [
    3,
    (run) => {
      const first = run.open('finished', {
        id: () => sleep(5).then(() => 'first'),
        session_id: undefined,
      });
      onState(first, 'loading', () => run.open('session-active'));
    },
  ],
};
