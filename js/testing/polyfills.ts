/** Polyfills for the browser APIs that the package uses and that jsdom or happy-dom lack. */
import { isReplaced, replace } from './replace.js';
import { Utf8Decoder } from './text-decoder.js';
import { exposeWindow } from './window.js';

/** The timers before a test fakes them: fake timers do not affect `AbortSignal.timeout`. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

type Polyfill = (object: object, name: string, value: unknown) => void;

/** Adds the missing APIs. Returns a function that removes them. */
export function polyfill(): () => void {
  const undo = exposeWindow();
  const add: Polyfill = (object, name, value) => {
    // Not `in`: Vitest defines some globals with the value `undefined`. The polyfill of another mock may be removed first.
    if ((object as Record<string, unknown>)[name] === undefined || isReplaced(object, name))
      undo.push(replace(object, name, value));
  };
  add(globalThis, 'CSS', {});
  add(CSS, 'escape', escapeIdentifier);
  add(globalThis, 'reportError', (error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  });
  add(globalThis, 'TextDecoder', Utf8Decoder);
  undo.push(replaceTimeout());
  // jsdom before version 21, which Jest 29 uses.
  add(AbortSignal.prototype, 'throwIfAborted', function (this: AbortSignal) {
    if (this.aborted) throw this.reason ?? new DOMException('The operation was aborted.', 'AbortError');
  });
  add(globalThis, 'isSecureContext', true);
  add(navigator, 'mediaDevices', {
    getUserMedia: async () => {
      throw new DOMException('A test has no camera.', 'NotFoundError');
    },
    enumerateDevices: async () => [{ kind: 'videoinput', deviceId: '', groupId: '', label: '' }],
  });
  add(CSSStyleSheet.prototype, 'replaceSync', () => {});
  add(document, 'adoptedStyleSheets', []);
  if ('HTMLDialogElement' in globalThis) polyfillDialog(add, undo);
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/**
 * Replaces `AbortSignal.timeout`, whose timers keep Node.js running in jsdom and happy-dom: `node --test` would wait for
 * the session's time limit. Returns a function that restores it and clears the timers.
 */
function replaceTimeout(): () => void {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const timeout = (ms: number) => {
    const control = new AbortController();
    const abort = () => control.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    timers.add(startTimer(abort, ms));
    return control.signal;
  };
  const restore = replace(AbortSignal, 'timeout', timeout);
  return () => {
    restore();
    for (const timer of timers) stopTimer(timer);
  };
}

/** Implements `CSS.escape`, sufficiently for element ids. */
const escapeIdentifier = (text: string): string =>
  String(text)
    .replace(/[^\w\u0080-\uffff-]/g, '\\$&')
    .replace(/^-?\d/, (start) => start.replace(/\d/, (digit) => `\\3${digit} `));

/**
 * Adds `showModal`, `close` and `:modal`. The dialog opens and closes, but is not in a top layer. An open dialog keeps the
 * methods when the polyfill is removed: the loader closes it after the test has ended.
 */
function polyfillDialog(add: Polyfill, undo: (() => void)[]): void {
  const { prototype } = HTMLDialogElement;
  const keep = (dialog: HTMLDialogElement, name: 'close' | 'matches') =>
    Object.defineProperty(dialog, name, { value: prototype[name], configurable: true, writable: true });
  add(prototype, 'close', function (this: HTMLDialogElement) {
    if (!this.hasAttribute('open')) return;
    this.removeAttribute('open');
    this.dispatchEvent(new window.Event('close'));
  });
  add(prototype, 'showModal', function (this: HTMLDialogElement) {
    keep(this, 'close');
    keep(this, 'matches');
    this.setAttribute('open', '');
  });
  if (supportsModalSelector()) return;
  const { matches } = prototype;
  undo.push(
    replace(prototype, 'matches', function (this: HTMLDialogElement, selector: string) {
      return selector === ':modal'
        ? this.isConnected && this.hasAttribute('open')
        : matches.call(this, selector);
    }),
  );
}

/** Returns whether `:modal` matches a modal dialog. */
function supportsModalSelector(): boolean {
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
