/** What a screen reader is told while something happens elsewhere in the page. */

import { find } from './dom.js';

let region = /** @type {HTMLElement | undefined} */ (undefined);

/** @param {string} text */
export function announce(text) {
  region ??= find('#live', HTMLElement);
  region.textContent = text;
}
