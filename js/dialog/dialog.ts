/**
 * The place of a session whose config names none: a modal dialog over the page. It opens at once, before the core
 * is there, and goes with the session.
 */

import { FlowWidgetError } from '../shared/error.js';
import type { SessionConfig, SessionHandle } from '../shared/types.js';
import { styleFrame, stylePage } from './styles.js';
import { type Words, wordsFor } from './words.js';

/** The dialogs that are open. */
const open = new Set<HTMLDialogElement>();

/**
 * Opens a dialog for a session and returns the element for the widget, which is in the light DOM: a widget looks
 * for it by a selector. Whatever closes the dialog, or takes it out of the page, cancels the session; when the
 * session has ended, nothing of the dialog is left.
 *
 * @throws FlowWidgetError `unsupported-environment` where there is no page, or no modal dialog
 */
export function openDialog(session: SessionHandle, config: SessionConfig): HTMLElement {
  const page = globalThis.document;
  const dialog = page?.createElement('dialog');
  if (typeof dialog?.showModal !== 'function') {
    throw new FlowWidgetError(
      'unsupported-environment',
      page
        ? 'This browser has no modal <dialog>. Name a place for the widget, as `selector` or `container`.'
        : 'There is no page here; call this in a page, not on a server or in a worker.',
    );
  }
  const { frame, container, close, settle } = furnish(dialog, wordsFor(config));
  // It has ended while this part of the package was on its way; or it is about to, as the core will say why.
  if (hasEnded(session) || !hasSource(config)) return container;

  const ended = new AbortController();
  const { signal } = ended;
  const cancel = () => session.cancel();
  const drawn = new MutationObserver(settle);
  const watched = new MutationObserver(() => {
    // Out of the document, or moved within it and thereby no longer over the page.
    if (!dialog.matches(':modal')) cancel();
  });
  let unstyle = () => {};
  let focused: Element | null = null;

  const show = () => {
    unstyle = stylePage();
    open.add(dialog);
    focused = page.activeElement;
    dialog.showModal();
    // Not the close button: an Enter that opened the dialog, and is held a moment longer, would close it.
    frame.focus();
    drawn.observe(container, { childList: true });
    for (let node = dialog.parentNode; node; node = node.parentNode)
      watched.observe(node, { childList: true });
  };
  const leave = () => {
    ended.abort();
    drawn.disconnect();
    watched.disconnect();
    // Gives the focus back, unless it was taken out of the page before.
    dialog.close();
    dialog.remove();
    if (page.activeElement === page.body) (focused as HTMLElement | null)?.focus?.({ preventScroll: true });
    open.delete(dialog);
    unstyle();
  };

  close.addEventListener('click', cancel, { signal });
  dialog.addEventListener('close', cancel, { signal });
  dialog.addEventListener(
    'cancel',
    (event) => {
      // A file chooser in the widget that is left without a choice says `cancel` as well.
      if (event.target === dialog) cancel();
    },
    { signal },
  );
  session.addEventListener(
    'statechange',
    () => {
      if (hasEnded(session)) leave();
      else if (!dialog.open) show();
      // What draws in a shadow root adds no child.
      else if (session.state === 'active' && container.shadowRoot) settle();
    },
    { signal },
  );
  (page.body ?? page.documentElement).append(dialog);
  // A second session may be refused because of the first: not until it has been let in does it cover that.
  if (open.size === 0) show();
  return container;
}

/** Whether the config names a session at all: a dialog that closes again at once would only be a flash. */
function hasSource(config: SessionConfig): boolean {
  try {
    return (config.id ?? config.session_id) != null;
  } catch {
    return false;
  }
}

const hasEnded = ({ state }: SessionHandle) =>
  state === 'finished' || state === 'cancelled' || state === 'failed';

interface Furniture {
  /** What has the focus at first, so that the dialog's name is read and Tab leads to its first button. */
  readonly frame: HTMLElement;
  /** For the widget. */
  readonly container: HTMLElement;
  readonly close: HTMLButtonElement;
  /** The widget has drawn itself: nothing is loading any more. */
  readonly settle: () => void;
}

/** The parts of the dialog. Made without any text of HTML, which a page with Trusted Types would refuse. */
function furnish(dialog: HTMLDialogElement, words: Words): Furniture {
  dialog.className = 'flow-widget-dialog';
  dialog.lang = words.lang;
  dialog.dir = 'ltr';
  dialog.ariaLabel = words.title;

  const frame = make('div', '');
  frame.tabIndex = -1;
  const root = frame.attachShadow({ mode: 'open' });
  styleFrame(root);
  const title = make('span', 'title', words.title);
  // It is the dialog's name already.
  title.ariaHidden = 'true';
  const close = make('button', 'close');
  close.type = 'button';
  close.ariaLabel = words.close;
  const bar = make('div', 'bar');
  bar.append(title, close);
  const status = make('div', 'status', words.loading);
  status.role = 'status';
  const body = make('div', 'body');
  body.append(status, make('slot', ''));
  root.append(bar, body);

  const container = make('div', '');
  container.ariaBusy = 'true';
  frame.append(container);
  dialog.append(frame);
  const settle = () => {
    container.ariaBusy = null;
    status.textContent = '';
  };
  return { frame, container, close, settle };
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
