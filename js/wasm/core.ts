import { loadChunk } from './chunk.js';
import type { Core } from './instance.js';

/**
 * Returns the Rust core, loaded and compiled on first use. Failures are not cached: the next call tries again. The
 * rejection is pre-handled; awaiting callers still see it.
 *
 * @param ms the time limit of the download, 60,000 by default and for 0
 */
export function getCore(ms?: number): Promise<Core> {
  const core = loadChunk(() => import('./core-inline.js'), ms).then((chunk) => chunk.start());
  core.catch(() => {});
  return core;
}
