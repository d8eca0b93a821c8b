/** What all pages of the benchmark share: the button, and the clock that its click starts. */

/** What the widget gets, apart from the session's id. */
export const PLACE = { selector: '#flow-widget', locale: 'ru' };

export const { src, endpoint, id } = globalThis.bench;

export const button = document.querySelector('#go');

/** @param {() => void} act what the page does when the person wants to be verified */
export function onClick(act) {
  button.addEventListener('click', () => {
    globalThis.bench.clicked = performance.now();
    act();
  });
}
