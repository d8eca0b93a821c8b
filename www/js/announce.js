/** Announcements to screen readers through the page's live region. */

import { find } from './dom.js';

/** @param {string} text */
export function announce(text) {
  find('#live', HTMLElement).textContent = text;
}
