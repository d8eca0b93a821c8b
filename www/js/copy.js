/** Buttons that copy text to the clipboard. */

import { announce } from './announce.js';
import { h, icon } from './dom.js';
import { texts } from './i18n.js';

/**
 * Creates a button that copies text.
 *
 * @param {() => string} text called on each click to get the current text
 * @param {string} [what] names the copied content for screen readers
 * @returns {HTMLButtonElement}
 */
export function copyButton(text, what) {
  const label = h('span', { class: 'copy-label' }, texts().copy);
  const button = h(
    'button',
    { type: 'button', class: 'copy', 'aria-label': what && `${texts().copy}: ${what}` },
    icon('copy'),
    label,
  );
  let timer = 0;
  button.addEventListener('click', async () => {
    const done = await write(text());
    announce(done ? texts().live.copied : texts().live.copyFailed);
    if (!done) return;
    label.textContent = texts().copied;
    button.classList.add('done');
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = texts().copy;
      button.classList.remove('done');
    }, 1600);
  });
  return button;
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text);
  }
}

/**
 * Fallback for pages without the Clipboard API, for example over plain HTTP in a local network.
 *
 * @param {string} text
 * @returns {boolean}
 */
function writeBySelection(text) {
  const focused = document.activeElement;
  const area = h('textarea', { class: 'sr-only', 'aria-hidden': 'true', tabindex: '-1', readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
