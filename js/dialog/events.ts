/** Separates the dialog from the event handlers of the page, such as those of a modal library with a modal below it. */

/** Events by which modal libraries trap the focus, lock scrolling, or recognise an interaction outside of their modal. */
const PRIVATE = ['pointerdown', 'wheel', 'touchmove', 'focusin', 'focusout'] as const;

/** Events that such libraries prevent, but which the page receives: a widget may listen for them on the document. */
const PUBLIC = [
  ...['keydown', 'keypress', 'keyup', 'beforeinput', 'submit'],
  ...['mousedown', 'touchstart', 'click'],
];

const METHODS = ['preventDefault', 'stopPropagation', 'stopImmediatePropagation'];
const KEYS = ['key', 'code', 'keyCode', 'which'];

/**
 * Stops the page's event handlers from handling or preventing what the user does in the dialog:
 *
 * - Handlers that capture events on the document can neither prevent them nor stop their propagation, and do not
 *   recognise Escape.
 * - Handlers to which events bubble receive neither Escape nor the private events.
 * - A form of the widget with `method="dialog"` does not close the dialog.
 */
export function isolateEvents(dialog: HTMLDialogElement, signal: AbortSignal): void {
  const options = { signal, passive: true };
  const capture = { ...options, capture: true };
  for (const name of [...PRIVATE, ...PUBLIC]) {
    // The window is the first in the path of an event, the dialog the first that belongs to the loader.
    window.addEventListener(
      name,
      (event) => {
        if (event.composedPath().includes(dialog)) {
          mask(event, METHODS, () => {});
          if (isEscape(event)) mask(event, KEYS, '');
        } else if (isEscape(event) && isUnfocused(event)) {
          event.stopImmediatePropagation();
        }
      },
      capture,
    );
    dialog.addEventListener(name, unmask, capture);
    dialog.addEventListener(
      name,
      (event) => {
        if ((PRIVATE as readonly string[]).includes(name) || isEscape(event)) event.stopPropagation();
      },
      options,
    );
  }
  dialog.addEventListener(
    'submit',
    (event) => {
      const form = event.target as HTMLFormElement;
      const method = event.submitter?.getAttribute('formmethod') ?? form.getAttribute('method');
      if (/^dialog$/i.test(method ?? '') && form.closest('dialog') === dialog) event.preventDefault();
    },
    // Before the widget's handlers, which may stop the propagation.
    { signal, capture: true },
  );
}

const isEscape = (event: Event) => (event as KeyboardEvent).key === 'Escape';

/** Whether no element has the focus, as after a click on the backdrop: the browser then closes the topmost dialog. */
const isUnfocused = ({ target }: Event) => target === document.body || target === document.documentElement;

/** Replaces properties of an event until it arrives at the dialog. */
function mask(event: Event, names: readonly string[], value: unknown): void {
  // `Object.defineProperty` would throw for a property that is not configurable, as in the events of user-event.
  for (const name of names) Reflect.defineProperty(event, name, { value, configurable: true });
}

function unmask(event: Event): void {
  for (const name of [...METHODS, ...KEYS]) Reflect.deleteProperty(event, name);
}
