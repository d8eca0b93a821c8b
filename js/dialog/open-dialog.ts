/** The modal dialog. It opens before the core has loaded and closes with the session. */

import { FlowWidgetError } from '../shared/error-class.js';
import { fromDocument } from '../shared/from-document.js';
import type { SessionHandle } from '../shared/types.js';
import { closeOnBack } from './back.js';
import type { DialogConfig } from './config.js';
import { createElements } from './elements.js';
import { isolateEvents } from './events.js';
import { stylePage } from './styles.js';

/** The attributes that make an element inert or hide it from assistive technologies. */
const HIDING = ['inert', 'aria-hidden'];

/** How often those attributes are removed. */
const MAX_CHANGES = 100;

/** The open dialogs. */
const open = new Set<HTMLDialogElement>();
/** The dialogs of this module, as opposed to copies. */
const owned = new WeakSet<Element>();

/**
 * Opens a dialog for a session and returns the element for the widget. That element is in the light DOM, because the
 * widget finds it by a selector. Closing the dialog or removing it from the page cancels the session; the dialog is
 * removed when the session ends.
 *
 * @throws FlowWidgetError `unsupported-environment` outside a page, or in a browser without modal dialogs
 */
export function openDialog(session: SessionHandle, config: DialogConfig): HTMLElement {
  const page = globalThis.document;
  const dialog = page?.createElement('dialog');
  if (typeof dialog?.showModal !== 'function') {
    throw new FlowWidgetError(
      'unsupported-environment',
      page
        ? 'This browser has no modal <dialog>. Pass an element for the widget as `selector` or `container`.'
        : 'There is no page; call this in a page, not on a server or in a worker.',
    );
  }
  const { container, close, setStatus } = createElements(dialog, config.labels);
  if (config.size === 'viewport') dialog.classList.add('flow-widget-dialog-viewport');
  // There is nothing to show: the session ended while this chunk was loading, or the core will reject its config.
  if (hasEnded(session) || !config.canStart) return container;

  const ended = new AbortController();
  const { signal } = ended;
  const cancel = () => session.cancel(new DOMException('The user closed the dialog.', 'AbortError'));
  const rendered = new MutationObserver(() => {
    // A frame shows nothing until its page has loaded.
    if (session.mode !== 'frame') setStatus('');
  });
  const removed = new MutationObserver(() => {
    // The dialog was removed from the document or moved within it. Both take it out of the top layer.
    if (!dialog.matches(':modal')) cancel();
  });
  let changes = MAX_CHANGES;
  const changed = new MutationObserver(() => {
    if (!dialog.open) cancel();
    // Modal libraries hide the siblings of their modal from the user, also those that are added later.
    for (const name of HIDING) dialog.removeAttribute(name);
    // A page that sets the attribute each time it is removed must not hang.
    if (--changes === 0) changed.disconnect();
  });
  // Not `dialog.open`: the page may have closed the dialog in its own listener of the same state change.
  let isShown = false;
  let removeStyles = () => {};
  let removeEntry = () => {};
  let previousFocus: Element | null = null;

  const show = () => {
    isShown = true;
    removeStyles = stylePage(dialog, config.size === 'viewport');
    open.add(dialog);
    previousFocus = page.activeElement;
    // A dialog without a focusable element focuses itself. If the user still holds the Enter key that opened the
    // dialog, the key would press a focused close button and close it again.
    close.disabled = true;
    dialog.showModal();
    close.disabled = false;
    removeEntry = closeOnBack(cancel);
    rendered.observe(container, { childList: true });
    changed.observe(dialog, { attributeFilter: [...HIDING, 'open'] });
    for (let node = dialog.parentNode; node; node = node.parentNode)
      removed.observe(node, { childList: true });
  };
  const hide = () => {
    ended.abort();
    rendered.disconnect();
    removed.disconnect();
    changed.disconnect();
    // Firefox never collects an element that is removed while an animation of it has a pending restyle. Reading the
    // layout flushes restyles. A closed dialog has no boxes, and flushing would add restyles that stay pending.
    if (dialog.open) void dialog.offsetTop;
    // `close` restores the focus, unless the dialog has already been removed from the page.
    dialog.close();
    dialog.remove();
    if (page.activeElement === page.body)
      (previousFocus as HTMLElement | null)?.focus?.({ preventScroll: true });
    open.delete(dialog);
    removeStyles();
    removeEntry();
  };

  // Not on the change of the state, which precedes it: WebKit may run Promise jobs between two listeners, and the core
  // would report the missing container as the reason of the end.
  session.signal.addEventListener('abort', hide, { signal });
  close.addEventListener('click', cancel, { signal });
  isolateEvents(dialog, signal);
  for (const name of ['close', 'cancel']) {
    dialog.addEventListener(
      name,
      (event) => {
        // Events of the widget bubble: a dismissed file picker fires `cancel`, an element of the page's own `close`.
        if (event.target === dialog) cancel();
      },
      { signal },
    );
  }
  session.addEventListener(
    'statechange',
    () => {
      if (hasEnded(session)) return;
      if (!isShown) show();
      // A widget that renders into a shadow root adds no child.
      else if (session.state === 'active' && (container.shadowRoot || session.mode === 'frame'))
        setStatus('');
      if (session.state === 'waiting') {
        rendered.disconnect();
        // Whatever the widget has left there, it has finished.
        container.hidden = true;
        setStatus(config.labels.waiting);
        // The focused element of the widget is gone.
        if (!close.matches(':focus')) dialog.focus();
      }
    },
    { signal },
  );
  // Scripts that save the page's markup and put it back later bring a copy of an open dialog.
  for (const copy of fromDocument('querySelectorAll').call(page, 'dialog.flow-widget-dialog'))
    if (!owned.has(copy)) copy.remove();
  owned.add(dialog);
  (page.body ?? page.documentElement).append(dialog);
  // If another session has a dialog, the core may still reject this session: show its dialog only at the first state
  // change.
  if (open.size === 0) show();
  return container;
}

const hasEnded = ({ state }: SessionHandle) =>
  state === 'finished' || state === 'cancelled' || state === 'failed';
