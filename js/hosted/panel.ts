/** What the container shows while the hosted page is open elsewhere: a text, and a link to that page. */
import { fromDocument } from '../shared/from-document.js';
import type { Labels } from './labels.js';
import css from './panel.css';

/** The panel. */
export interface Panel {
  /** Shows a text, which is announced to screen readers. */
  show(text: string): void;
  /** The element in the container. */
  readonly host: HTMLElement;
  /** The link to the hosted page. */
  readonly link: HTMLAnchorElement;
}

/** Adds the panel to the container. It is removed when `signal` is aborted. */
export function addPanel(container: HTMLElement, url: string, labels: Labels, signal: AbortSignal): Panel {
  const create = fromDocument('createElement').bind(document) as Document['createElement'];
  const host = create('div');
  host.lang = labels.lang;
  const root = host.attachShadow({ mode: 'open' });
  // A constructed style sheet, which the page's `style-src` does not restrict.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const text = create('p');
  text.setAttribute('role', 'status');
  const link = create('a');
  link.href = url;
  link.textContent = labels.open;
  root.append(text, link);
  container.append(host);
  signal.addEventListener('abort', () => host.remove());
  return {
    host,
    link,
    show: (message) => {
      text.textContent = message;
    },
  };
}
