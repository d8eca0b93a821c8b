/** Helpers that several cases share. */
import { removeWidget } from './case-run.js';

/** The reason with which the page cancels a session. Its Promises must reject with this value. */
export const REASON = 'cancelled by the page';

/** Config fields that open the session in the package's dialog. */
export const inDialog = { selector: undefined, container: undefined };

/** Returns a Promise that never settles. */
export const never = () => new Promise(() => {});

/** Calls `handle` when the session enters the state; for `preparing`, at once. */
export function onState(session, state, handle) {
  if (state === 'preparing') handle();
  else session.addEventListener('statechange', () => session.state === state && handle());
}

/** Returns a random state that is not final. */
export const anyState = (run) => run.random.pick(['preparing', 'loading', 'starting', 'active']);

/** Removes the widget from the page, so that the session must load its script. */
export function reloadWidget(run) {
  removeWidget();
  return run;
}

/** Removes the widget from the page, and prevents scripts that are still loading from setting the global. */
export function blockWidget(run) {
  globalThis.soakWidgetBlocked = true;
  return reloadWidget(run);
}

/** Sets the global as the widget's script would. */
export function putWidget() {
  globalThis.FlowWidget ??= { startSession: globalThis.soakWidget };
}

/** Removes the container from the page, and puts it back when the session has ended. */
export async function withoutContainer(container, ended) {
  const { parentNode } = container;
  container.remove();
  await ended.catch(() => {});
  parentNode.append(container);
}
