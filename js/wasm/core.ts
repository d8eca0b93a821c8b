import { loadChunk } from './chunk.js';
import type { Core } from './instance.js';

let core: Promise<Core> | undefined;

/**
 * Returns the Rust core, fetched and compiled on first use. Failures are not cached: the next call tries again. The
 * rejection is pre-handled; awaiting callers still see it.
 */
export function getCore(): Promise<Core> {
  if (!core) {
    core = loadChunk(import('./core-inline.js')).then(({ start }) => start());
    core.catch(() => {
      core = undefined;
    });
  }
  return core;
}
