/** What a row that loads its page more than once keeps in between. */
import { MEMORY, native } from './traces.js';

/**
 * Reads what the previous load of the row's page has kept.
 *
 * @param folder the path of the row's folder
 * @returns `load` is the number of this load, `states` those of the previous loads, and `before` what was in the page
 *   before the first call. `keep` keeps them for the next load.
 */
export function memoryOf(folder, { loads = false }) {
  const key = MEMORY + folder;
  const kept = loads ? JSON.parse(sessionStorage.getItem(key)) : null;
  const { load = 0, states = [], before } = kept ?? {};
  const memory = { load: load + 1, states: kept ? [...states, 'reload'] : [], before };
  return {
    ...memory,
    keep(current) {
      if (!loads) return;
      const write = () => {
        const states = [...memory.states, ...current.states];
        sessionStorage.setItem(key, JSON.stringify({ ...memory, ...current, states }));
      };
      write();
      native.addEventListener.call(window, 'pagehide', write);
    },
  };
}
