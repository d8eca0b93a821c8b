/** The modals of a page, below the dialog: of two libraries, and hand-written. `window.modals` opens one by its name. */
import * as Dialog from '@radix-ui/react-dialog';
import { createFocusTrap } from 'focus-trap';
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** What was seen of the page's modal: whether it is open, and the text in its field. */
window.modal = {
  get open() {
    return document.querySelector('#modal') !== null;
  },
  get text() {
    return document.querySelector('#field').value;
  },
};

const content = () => [
  createElement('input', { key: 'field', id: 'field', defaultValue: 'mine' }),
  createElement(
    'button',
    { key: 'verify', id: 'verify', type: 'button', onClick: () => window.verify() },
    'Verify',
  ),
];

function Radix() {
  const [open, setOpen] = useState(true);
  return createElement(
    Dialog.Root,
    { open, onOpenChange: setOpen },
    createElement(
      Dialog.Portal,
      {},
      createElement(Dialog.Overlay),
      createElement(
        Dialog.Content,
        { id: 'modal', 'aria-describedby': undefined },
        createElement(Dialog.Title, {}, 'Account'),
        ...content(),
      ),
    ),
  );
}

/** Adds an element with the modal's content. */
function add(name) {
  const modal = document.createElement(name);
  modal.id = 'modal';
  const field = Object.assign(document.createElement('input'), { id: 'field', value: 'mine' });
  const button = Object.assign(document.createElement('button'), { id: 'verify', textContent: 'Verify' });
  button.onclick = () => window.verify();
  modal.append(field, button);
  document.body.append(modal);
  field.focus();
  return modal;
}

/** Closes a modal with Escape, like libraries that listen in one phase or the other. */
const closeOnEscape = (modal, capture) =>
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' && event.keyCode !== 27) return;
      event.preventDefault();
      modal.remove();
    },
    capture,
  );

/** Makes everything beside the modal inert, also what is added later. */
function hideOthers(modal, attribute, value, options) {
  const hide = () => {
    for (const child of document.body.children)
      if (child !== modal && !child.hasAttribute(attribute)) child.setAttribute(attribute, value);
  };
  hide();
  new MutationObserver(hide).observe(document.body, { childList: true, ...options });
}

window.modals = {
  radix() {
    createRoot(document.querySelector('#app')).render(createElement(Radix));
  },
  'focus-trap'() {
    const modal = add('div');
    createFocusTrap(modal, { onDeactivate: () => modal.remove() }).activate();
  },
  'native dialog'() {
    const modal = add('dialog');
    modal.onclose = () => modal.remove();
    modal.showModal();
  },
  inert() {
    const modal = add('div');
    closeOnEscape(modal, true);
    hideOthers(modal, 'inert', '');
  },
  'aria-hidden'() {
    const modal = add('div');
    closeOnEscape(modal, false);
    hideOthers(modal, 'aria-hidden', 'true');
  },
  'handlers that prevent what happens outside of the modal'() {
    const modal = add('div');
    closeOnEscape(modal, true);
    const prevent = (event) => {
      if (modal.contains(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    for (const name of ['mousedown', 'pointerdown', 'touchstart', 'click', 'keydown', 'focusin'])
      document.addEventListener(name, prevent, { capture: true, passive: false });
    for (const name of ['wheel', 'touchmove']) document.addEventListener(name, prevent, { passive: false });
    for (const name of ['pointerdown', 'focusin'])
      document.addEventListener(name, ({ target }) => modal.contains(target) || modal.remove());
    document.addEventListener('focusin', ({ target }) => {
      if (!modal.contains(target)) modal.querySelector('#field').focus();
    });
    setInterval(() => modal.contains(document.activeElement) || modal.querySelector('#field')?.focus(), 20);
  },
};
