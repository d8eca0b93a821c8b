/** Shared by all pages of the benchmark: the options, the button, and a click handler that records the start time. */

/** The widget's config without the session id. */
export const OPTIONS = { selector: '#flow-widget', locale: 'ru' };

export const { src, endpoint, id } = globalThis.bench;

export const button = document.querySelector('#go');

/** Calls `start` when the button is clicked, and records the time of the click. */
export function onClick(start) {
  button.addEventListener('click', () => {
    globalThis.bench.clicked = performance.now();
    start();
  });
}
