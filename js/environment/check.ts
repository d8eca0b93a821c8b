import type { EnvironmentReport } from '../shared/types.js';
import { loadChunk } from '../wasm/chunk.js';

/** Checks the environment; with `strict`, rejects with `unsupported-environment` if a session cannot run. */
export async function check(strict?: boolean): Promise<EnvironmentReport> {
  return (await loadChunk(() => import('./environment.js'))).checkEnvironment(strict);
}

/**
 * Checks, without prompting the user, whether a session can run here: secure context, camera, its permission and
 * policy, WebAssembly. Takes at most 2,000 ms if the browser does not answer.
 *
 * @throws FlowWidgetError `unsupported-environment` outside a page, `wasm-load-failed` if the check cannot be loaded.
 */
export const checkEnvironment: () => Promise<EnvironmentReport> = check;
