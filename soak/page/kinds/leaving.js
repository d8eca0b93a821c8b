import { sleep } from '../scene.js';
import { anyState, at, never, REASON, without } from '../steps.js';

/** The page, or the person, ends it. */
export const LEAVING = {
  'cancel in a state': [
    8,
    (scene) => {
      scene.behave(never);
      const session = scene.open(REASON);
      at(session, anyState(scene), () => session.cancel(REASON));
    },
  ],
  'cancel at some time': [
    5,
    async (scene) => {
      scene.behave(never);
      const session = scene.open('AbortError');
      await sleep(scene.random.below(20));
      session.cancel();
      session.cancel('again');
    },
  ],
  'abort in a state': [
    8,
    (scene) => {
      scene.behave(never);
      const control = new AbortController();
      const session = scene.open(REASON, { signal: control.signal });
      at(session, anyState(scene), () => control.abort(REASON));
    },
  ],
  'abort at some time': [
    5,
    async (scene) => {
      scene.behave(never);
      const control = new AbortController();
      scene.open('AbortError', { signal: control.signal });
      await sleep(scene.random.below(20));
      control.abort();
    },
  ],
  'aborted before': [2, (scene) => scene.open(REASON, { signal: AbortSignal.abort(REASON) })],
  'await using': [
    2,
    async (scene) => {
      scene.behave(never);
      const session = scene.open('AbortError');
      await sleep(scene.random.below(8));
      await session[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
    },
  ],
  'the container leaves': [
    2,
    (scene) => {
      scene.behave(never);
      const place = document.querySelector('#place');
      const session = scene.open('AbortError');
      at(session, 'active', () => scene.wait(without(place, session.finished)));
    },
  ],
  'replaced by others': [
    3,
    (scene) => {
      const count = 1 + scene.random.below(3);
      for (let turn = 0; turn < count; turn++)
        scene.open('AbortError', { conflict: 'replace', id: never, session_id: undefined });
      scene.open('finished', { conflict: 'replace' });
    },
  ],
  'a second session': [
    3,
    (scene) => {
      const first = scene.open('finished', {
        id: () => sleep(5).then(() => 'the first'),
        session_id: undefined,
      });
      at(first, 'loading', () => scene.open('session-active'));
    },
  ],
};
