/** The chunk for sessions with a modal dialog or with `preflight`, loaded on first use. */
import { FlowWidgetError, type LoadChunk } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import type { SessionConfig, SessionHandle } from '../shared/types.js';
import { readConfig } from './config.js';
import { openDialog } from './open-dialog.js';

export { setErrorClass } from '../shared/error-class.js';

/**
 * Does what precedes a session: checks the environment if the config has `preflight`, which chooses the mode, and opens a
 * dialog if it has neither `selector` nor `container`. Returns the element for the widget if it is in the dialog.
 *
 * @param load loads a chunk
 * @throws FlowWidgetError `invalid-config`, `unsupported-environment`, `wasm-load-failed`
 */
export async function prepare(
  session: SessionHandle,
  config: SessionConfig,
  load: LoadChunk,
): Promise<HTMLElement | undefined> {
  try {
    const { preflight, limit, needsDialog, modes, hostedUrl, ...dialog } = readConfig(config);
    if (preflight) {
      const { chooseMode } = await load(() => import('../environment/environment.js'), limit);
      session.mode = await chooseMode(modes, hostedUrl);
    }
    if (!needsDialog) return undefined;
    // The core rejects with the reason of a cancellation, but only once the signal is aborted. The state changes before:
    // WebKit may run this between the two.
    if (session.state === 'cancelled' && !session.signal.aborted)
      await new Promise((resolve) => session.signal.addEventListener('abort', resolve));
    return openDialog(session, dialog);
  } catch (cause) {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    const message =
      'Could not open the dialog; see `cause`. Does an element of the page have a name such as "createElement"?';
    throw new FlowWidgetError('unsupported-environment', message, { cause });
  }
}
