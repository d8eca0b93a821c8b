/**
 * The window of a DOM that a test has set up without making it the global object, as `global-jsdom` does and as these
 * two lines do: `globalThis.window = dom.window; globalThis.document = dom.window.document`.
 */
import { replace } from './replace.js';

/** Names that the package uses, and that Node.js does not define. */
const MISSING = [
  'CSSStyleSheet',
  'HTMLDialogElement',
  'HTMLElement',
  'MutationObserver',
  'getComputedStyle',
  'navigator',
  'sessionStorage',
];
/** Classes that Node.js defines too: the window's `addEventListener` and `dispatchEvent` reject instances of those. */
const CLASSES = ['AbortController', 'AbortSignal', 'CustomEvent'];
/** Methods of the window that the package calls on the global object. */
const METHODS = ['addEventListener', 'removeEventListener', 'dispatchEvent'];

/** Defines the window's APIs on the global object. Returns the functions that undo it. */
export function exposeWindow(): (() => void)[] {
  const { window } = globalThis;
  if (window === globalThis) return [];
  const page = window as unknown as Record<string, unknown>;
  const global = globalThis as unknown as Record<string, unknown>;
  const define = (name: string, value: unknown) => replace(globalThis, name, value);
  return [
    ...MISSING.filter((name) => global[name] === undefined).map((name) => define(name, page[name])),
    ...CLASSES.map((name) => define(name, page[name])),
    ...METHODS.map((name) => define(name, (page[name] as () => void).bind(window))),
  ];
}
