import type { EnvironmentOptions, EnvironmentReport } from '../shared/types.js';
import { loadChunk } from '../wasm/chunk.js';

/**
 * Checks whether a session can run here, and in which modes: secure context, camera, its permission and policy,
 * WebAssembly, in-app browsers. Prompts the user only with `probe`; without it the check takes at most 2,000 ms if the
 * browser does not answer.
 *
 * @throws FlowWidgetError `invalid-config` if the options are not valid, `unsupported-environment` outside a page,
 * `wasm-load-failed` if the check cannot be loaded; or the reason of an aborted signal
 */
export async function checkEnvironment(options?: EnvironmentOptions): Promise<EnvironmentReport> {
  return (await loadChunk(() => import('./environment.js'))).checkEnvironment(options);
}
