import { fromDocument } from '../shared/from-document.js';
import frame from './frame.css';
import page from './page.css';

/** Creates a constructed style sheet, which the page's `style-src` does not restrict. */
function createSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** Styles the dialog's shadow tree. */
export function styleFrame(root: ShadowRoot): void {
  root.adoptedStyleSheets = [createSheet(frame)];
}

/**
 * Styles the dialog and locks the scrolling of the page behind it, keeping the space of the scrollbar so that the
 * layout does not shift. Changes no element of the page. Returns a function that reverts it.
 *
 * @param coversPage whether the dialog fills the viewport: it then also covers the space of the scrollbar
 */
export function stylePage(dialog: HTMLElement, coversPage: boolean): () => void {
  const root = fromDocument('documentElement');
  const elements = [root, fromDocument('body')].filter((element) => element);
  const { overflowX, overflowY } = getComputedStyle(root);
  // The viewport takes `overflow` from the root element, or from the body if the root's is `visible` (CSS Overflow 3,
  // "Overflow Viewport Propagation"). Setting it on the root in that case would make the body a scroll container of
  // its own, scrolled to the top.
  const scroller = overflowX === 'visible' && overflowY === 'visible' && elements[1] ? 'body' : ':root';
  const scrollbar = window.innerWidth - root.clientWidth;
  let lock = `${scroller}{overflow:hidden!important}`;
  // A page may reserve the space of the scrollbar itself.
  if (coversPage) lock += ':root{scrollbar-gutter:auto!important}';
  else if (scrollbar > 0) {
    lock += `:root{scrollbar-gutter:stable!important}@supports not (scrollbar-gutter:stable){:root{padding-inline-end:${scrollbar}px!important}}`;
  }
  // This value also hides elements in the top layer.
  if (elements.some((element) => getComputedStyle(element).contentVisibility === 'hidden'))
    lock += '@layer flow-widget-dialog{:root,body{content-visibility:visible!important}}';
  const sheet = createSheet('');
  let lastZoom: number | undefined;
  const update = () => {
    // The size of the dialog must not depend on the page's `zoom`, which is not inherited but applies to descendants.
    const zoom = elements.reduce((zoom, element) => zoom * (Number(getComputedStyle(element).zoom) || 1), 1);
    if (zoom !== lastZoom)
      sheet.replaceSync(
        `${page}${lock}@layer flow-widget-dialog{.flow-widget-dialog{zoom:${1 / zoom}!important}}`,
      );
    lastZoom = zoom;
    // The page may have replaced the list, for example to change its theme.
    const sheets = adoptedSheets();
    if (!sheets.includes(sheet)) adoptSheets([...sheets, sheet]);
  };
  update();
  // There is no event for either. The dialog has another size without its styles, and the page with another zoom.
  const observer = globalThis.ResizeObserver && new ResizeObserver(update);
  for (const element of [dialog, ...elements]) observer?.observe(element);
  return () => {
    observer?.disconnect();
    adoptSheets(adoptedSheets().filter((other) => other !== sheet));
  };
}

/** The style sheets of the document; none if `/testing` has removed its polyfill. */
const adoptedSheets = () => fromDocument('adoptedStyleSheets') ?? [];

/** Sets the property of the prototype, if there is one: an element may replace that of the document. */
function adoptSheets(sheets: CSSStyleSheet[]): void {
  const name = 'adoptedStyleSheets';
  const prototype = Object.getPrototypeOf(document);
  if (name in prototype) Reflect.set(prototype, name, sheets, document);
  else if (document[name]) document[name] = sheets;
}
