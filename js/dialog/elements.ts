import type { Labels } from './labels.js';
import { styleFrame } from './styles.js';

/** The elements inside the dialog. */
export interface DialogElements {
  /** The element that the widget renders into. */
  readonly container: HTMLElement;
  readonly close: HTMLButtonElement;
  /** Shows a progress status, or hides it if the text is empty. */
  readonly setStatus: (text: string) => void;
}

/** Fills the dialog with its elements. Uses no HTML strings, which Trusted Types would block. */
export function createElements(dialog: HTMLDialogElement, labels: Labels): DialogElements {
  dialog.className = 'flow-widget-dialog';
  // Turbo leaves it out of the copy of the page that it keeps.
  dialog.setAttribute('data-turbo-temporary', '');
  dialog.lang = labels.lang;
  dialog.dir = 'ltr';
  // The properties that reflect these attributes are missing before Firefox 119.
  dialog.setAttribute('aria-label', labels.title);
  // The dialog gets the initial focus, so that screen readers announce it and Tab moves to its first button. The frame
  // must not be focusable: Chromium's Tab skips a shadow host with a negative `tabindex`, and everything inside it.
  dialog.tabIndex = -1;

  const frame = create('div', '');
  const root = frame.attachShadow({ mode: 'open' });
  styleFrame(root);
  const title = create('span', 'title', labels.title);
  // The dialog's accessible name is the same text: screen readers would read it twice.
  title.setAttribute('aria-hidden', 'true');
  const close = create('button', 'close');
  close.type = 'button';
  close.setAttribute('aria-label', labels.close);
  const bar = create('div', 'bar');
  bar.append(title, close);
  const status = create('div', 'status');
  status.setAttribute('role', 'status');
  const body = create('div', 'body');
  body.append(status, create('slot', ''));
  root.append(bar, body);

  const container = create('div', '');
  frame.append(container);
  dialog.append(frame);
  const setStatus = (text: string) => {
    if (text) container.setAttribute('aria-busy', 'true');
    else container.removeAttribute('aria-busy');
    status.textContent = text;
  };
  setStatus(labels.loading);
  return { container, close, setStatus };
}

function create<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
