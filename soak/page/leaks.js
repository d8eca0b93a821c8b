import { TIMEOUT } from './case-run.js';

const kept = [];

/** Deliberate leaks, to test that the soak finds each of them. Called once for each case that runs. */
export const LEAKS = {
  listener: () => addEventListener('finish', () => {}),
  signal: () => globalThis.soak.longLived.addEventListener('abort', () => {}),
  node: () => kept.push(document.createElement('section')),
  element: () => document.body.append(document.createElement('section')),
  track(run) {
    const { mediaDevices } = navigator;
    // Not the method of the object, which the package replaces while a session runs, to stop such tracks.
    const { getUserMedia } = Object.getPrototypeOf(mediaDevices);
    const keep = (stream) => kept.push(stream);
    run.wait(getUserMedia.call(mediaDevices, { video: true }).then(keep, () => {}));
  },
  timer: () => setTimeout(() => {}, 3_600_000),
  heap: () => kept.push(Array.from({ length: 8_192 }, Math.random)),
  memory: () => globalThis.soakProbe.alive().memories[0]?.grow(1),
  reference: () => globalThis.soakProbe.alive().tables[0]?.grow(1, {}),
  mark: () => performance.mark(`soak-${performance.now()}`),
  promise(run) {
    // Only one Promise in the whole soak: the run waits for it until the timeout, which is then shortened.
    if (TIMEOUT.ms > 1_000) run.expect('finished', new Promise(() => {}));
    TIMEOUT.ms = 1_000;
  },
  rejection: () => {
    Promise.reject(new Error('deliberate'));
  },
};
