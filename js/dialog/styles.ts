import frame from './frame.css';
import page from './page.css';

/** A style sheet made by a script: a page's `style-src` has no say in it. */
function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

/** Styles the dialog's own parts. */
export function styleFrame(root: ShadowRoot): void {
  root.adoptedStyleSheets = [sheet(frame)];
}

/**
 * Styles the dialog, and keeps the page behind it from scrolling. Returns what undoes it. The place of the
 * scrollbar stays, so that nothing jumps; nothing of the page's own elements is touched.
 */
export function stylePage(): () => void {
  const root = document.documentElement;
  const { overflowX, overflowY } = getComputedStyle(root);
  // The viewport scrolls as the root element says, or, where that says nothing, as the body does. To say
  // something on a silent root would make the body a scroller of its own, which begins at its top.
  const speaker = overflowX === 'visible' && overflowY === 'visible' && document.body ? 'body' : ':root';
  const bar = window.innerWidth - root.clientWidth;
  let lock = `${speaker}{overflow:hidden!important}`;
  if (bar > 0) {
    lock += `:root{scrollbar-gutter:stable!important}@supports not (scrollbar-gutter:stable){:root{padding-inline-end:${bar}px!important}}`;
  }
  const sheets = [sheet(page), sheet(lock)];
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => !sheets.includes(other));
  };
}
