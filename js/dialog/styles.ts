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
export function stylePage(coversPage: boolean): () => void {
  const root = document.documentElement;
  const { overflowX, overflowY } = getComputedStyle(root);
  // The viewport takes `overflow` from the root element, or from the body if the root's is `visible` (CSS Overflow 3,
  // "Overflow Viewport Propagation"). Setting it on the root in that case would make the body a scroll container of
  // its own, scrolled to the top.
  const scroller = overflowX === 'visible' && overflowY === 'visible' && document.body ? 'body' : ':root';
  const scrollbar = window.innerWidth - root.clientWidth;
  let lock = `${scroller}{overflow:hidden!important}`;
  // A page may reserve the space of the scrollbar itself.
  if (coversPage) lock += ':root{scrollbar-gutter:auto!important}';
  else if (scrollbar > 0) {
    lock += `:root{scrollbar-gutter:stable!important}@supports not (scrollbar-gutter:stable){:root{padding-inline-end:${scrollbar}px!important}}`;
  }
  // The size of the dialog must not depend on the page's `zoom`, which is not inherited but applies to descendants.
  let zoom = 1;
  for (const element of document.querySelectorAll(':root,body')) {
    const style = getComputedStyle(element);
    zoom *= Number(style.zoom) || 1;
    // This value also hides elements in the top layer.
    if (style.contentVisibility === 'hidden')
      lock += '@layer flow-widget-dialog{:root,body{content-visibility:visible!important}}';
  }
  lock += `@layer flow-widget-dialog{.flow-widget-dialog{zoom:${1 / zoom}!important}}`;
  const sheets = [createSheet(page), createSheet(lock)];
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
  return () => {
    // `/testing` may have removed its polyfill.
    const current = document.adoptedStyleSheets;
    if (current) document.adoptedStyleSheets = current.filter((sheet) => !sheets.includes(sheet));
  };
}
