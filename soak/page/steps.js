/** What the kinds have in common. */
import { unload } from './scene.js';

/** Why the page ends a session: its Promise must reject with just this. */
export const REASON = 'the page has thought better of it';

/** A place that is not named is a dialog. */
export const inDialog = { selector: undefined, container: undefined };

export const never = () => new Promise(() => {});

/** Calls `work` when the session enters the state; `preparing` is at once. */
export function at(session, state, work) {
  if (state === 'preparing') work();
  else session.addEventListener('statechange', () => session.state === state && work());
}

/** One of the states that a session goes through before its end. */
export const anyState = (scene) => scene.random.pick(['preparing', 'loading', 'starting', 'active']);

/** A scene without the widget in the page: its script must be loaded. */
export function fresh(scene) {
  unload();
  return scene;
}

/** A scene in which the widget does not come either: not even by a script of an earlier turn, which nobody waits for. */
export function lacking(scene) {
  globalThis.soakLacksWidget = true;
  return fresh(scene);
}

/** The widget as its script would put it into the page. */
export function putWidget() {
  globalThis.FlowWidget ??= { startSession: globalThis.soakWidget };
}

/** Takes the widget's place out of the page, and puts it back when the session has ended. */
export async function without(place, ended) {
  const { parentNode } = place;
  place.remove();
  await ended.catch(() => {});
  parentNode.append(place);
}
