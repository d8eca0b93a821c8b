/** The property of `history.state` that marks the entry of a dialog. */
const MARK = 'flowWidgetDialog';

/**
 * Makes the Back button of a phone close the dialog instead of leaving the page. Chromium does so for every modal dialog
 * (close requests, HTML Standard, since version 126); elsewhere the dialog adds an entry to the history.
 *
 * @param close called when the user has gone back
 * @returns a function to call when the dialog closes; the entry stays, for the next dialog
 */
export function closeOnBack(close: () => void): () => void {
  if ('CloseWatcher' in globalThis || !globalThis.matchMedia?.('(pointer: coarse)').matches) return () => {};
  // A state of another kind, such as a text or a list, cannot keep its value beside the mark.
  if (history.state !== null && {}.toString.call(history.state) !== '[object Object]') return () => {};
  const mark = Math.random();
  const isCurrent = () => Object(history.state)[MARK] === mark;
  const listeners = new AbortController();
  try {
    // Routers expect their own state in every entry. The URL stays the same. An earlier dialog's entry is used again.
    const isOurs = MARK in Object(history.state);
    history[isOurs ? 'replaceState' : 'pushState']({ ...history.state, [MARK]: mark }, '');
  } catch {
    // Browsers limit the number of calls.
    return () => {};
  }
  addEventListener(
    'popstate',
    () => {
      if (!isCurrent()) close();
    },
    { signal: listeners.signal },
  );
  // The entry stays: going back would cancel a navigation that the page starts now.
  return () => listeners.abort();
}
