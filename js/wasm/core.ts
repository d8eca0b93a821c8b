import { part } from './chunk.js';
import type { Core } from './instance.js';

let core: Promise<Core> | undefined;

/**
 * The Rust core, fetched and compiled on first use. A failure is forgotten: the next call tries again; it is nobody's
 * until somebody waits for it.
 */
export function getCore(): Promise<Core> {
  if (!core) {
    // A chunk may come and be empty: what it is asked for is part of having it.
    core = part(import('./core-inline.js').then(({ start }) => start()));
    core.catch(() => {
      core = undefined;
    });
  }
  return core;
}
