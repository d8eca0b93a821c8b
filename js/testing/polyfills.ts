/** What the package needs of a browser that jsdom or happy-dom lack. What is there is left alone. */
import { replace } from './replace.js';

/** Fills the gaps; what is returned opens them again. */
export function fillGaps(): () => void {
  const undo: (() => void)[] = [];
  const fill = (object: object, name: string, value: unknown) => {
    // Not `in`: Vitest has names that jsdom has no value for.
    if ((object as Record<string, unknown>)[name] === undefined) undo.push(replace(object, name, value));
  };
  fill(globalThis, 'CSS', {});
  fill(CSS, 'escape', escaped);
  fill(globalThis, 'reportError', (error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  });
  fill(globalThis, 'isSecureContext', true);
  fill(navigator, 'mediaDevices', {
    getUserMedia: async () => {
      throw new DOMException('There is no camera in a test.', 'NotFoundError');
    },
    enumerateDevices: async () => [{ kind: 'videoinput', deviceId: '', groupId: '', label: '' }],
  });
  fill(CSSStyleSheet.prototype, 'replaceSync', () => {});
  fill(document, 'adoptedStyleSheets', []);
  if ('HTMLDialogElement' in globalThis) fillDialog(fill, undo);
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/** As CSS has it, for what an id may be made of. */
const escaped = (text: string): string =>
  String(text)
    .replace(/[^\w\u0080-\uffff-]/g, '\\$&')
    .replace(/^-?\d/, (start) => start.replace(/\d/, (digit) => `\\3${digit} `));

/** A modal dialog that covers nothing, but opens and closes. */
function fillDialog(
  fill: (object: object, name: string, value: unknown) => void,
  undo: (() => void)[],
): void {
  const { prototype } = HTMLDialogElement;
  fill(prototype, 'showModal', function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  });
  fill(prototype, 'close', function (this: HTMLDialogElement) {
    if (!this.hasAttribute('open')) return;
    this.removeAttribute('open');
    this.dispatchEvent(new Event('close'));
  });
  if (knowsModal()) return;
  const { matches } = prototype;
  undo.push(
    replace(prototype, 'matches', function (this: HTMLDialogElement, selector: string) {
      return selector === ':modal'
        ? this.isConnected && this.hasAttribute('open')
        : matches.call(this, selector);
    }),
  );
}

/** Whether `:modal` matches what is one. */
function knowsModal(): boolean {
  const dialog = document.createElement('dialog');
  document.documentElement.append(dialog);
  try {
    dialog.showModal();
    return dialog.matches(':modal');
  } catch {
    return false;
  } finally {
    dialog.remove();
  }
}
