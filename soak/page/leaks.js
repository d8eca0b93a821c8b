import { PATIENCE } from './scene.js';

/** Faults on purpose, to see that each is found: called in every turn. */
const kept = [];

export const LEAKS = {
  listener: () => addEventListener('finish', () => {}),
  signal: () => globalThis.soak.lasting.addEventListener('abort', () => {}),
  node: () => kept.push(document.createElement('section')),
  element: () => document.body.append(document.createElement('section')),
  timer: () => setTimeout(() => {}, 3_600_000),
  heap: () => kept.push(Array.from({ length: 8_192 }, Math.random)),
  memory: () => globalThis.soakProbe.alive().memories[0]?.grow(1),
  reference: () => globalThis.soakProbe.alive().tables[0]?.grow(1, {}),
  mark: () => performance.mark(`soak-${performance.now()}`),
  promise(scene) {
    // Once is enough, as it is waited for.
    if (PATIENCE.ms > 1_000) scene.expect('finished', new Promise(() => {}));
    PATIENCE.ms = 1_000;
  },
  rejection: () => {
    Promise.reject(new Error('on purpose'));
  },
};
