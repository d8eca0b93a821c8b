/** The chunk for sessions with a modal dialog or with `preflight`, loaded on first use. */
import { FlowWidgetError } from '../shared/error-class.js';
import type { SessionConfig, SessionHandle } from '../shared/types.js';
import { readConfig } from './config.js';
import { openDialog } from './open-dialog.js';

export { setErrorClass } from '../shared/error-class.js';

/**
 * Does what precedes a session: checks the environment if the config has `preflight`, and opens a dialog if it has
 * neither `selector` nor `container`. Returns the element for the widget if it is in the dialog.
 *
 * @throws FlowWidgetError `invalid-config`, `unsupported-environment`, `wasm-load-failed`
 */
export async function prepare(
  session: SessionHandle,
  config: SessionConfig,
): Promise<HTMLElement | undefined> {
  const { preflight, needsDialog, ...dialog } = readConfig(config);
  if (preflight) await checkEnvironment();
  return needsDialog ? openDialog(session, dialog) : undefined;
}

async function checkEnvironment(): Promise<void> {
  let chunk: typeof import('../environment/environment.js');
  try {
    chunk = await import('../environment/environment.js');
    chunk.setErrorClass(FlowWidgetError);
  } catch (cause) {
    const message = 'Could not load a part of the loader.';
    throw new FlowWidgetError('wasm-load-failed', message, { retryable: true, cause });
  }
  await chunk.checkEnvironment(true);
}
