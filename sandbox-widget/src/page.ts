// The hosted page: runs a session in the whole viewport, then shows an end screen.
// The session id and the locale come from the script element's `data-session` and `data-locale`, or from the
// page's URL, `/flow/{id}?locale=…`.
import { LOCALES, type Locale } from './config';
import { service } from './entry';
import { newFlow } from './flow';
import { MESSAGES } from './i18n';
import { showClosing, showUnavailable } from './screens/hosted';
import { mount, type Shell } from './shell';
import { startSession } from './widget';

const CONTAINER = 'flow-page';

/** The attributes `data-session` and `data-locale` of the page's script element. */
export interface PageSettings {
  readonly session?: string | undefined;
  readonly locale?: string | undefined;
}

/** Returns the page's session id and locale; Russian for an unknown locale. */
function readSettings({ session, locale }: PageSettings): { readonly id: string; readonly locale: Locale } {
  const { pathname, searchParams } = new URL(window.location.href);
  const given = locale ?? searchParams.get('locale');
  return {
    id: session ?? decodeURIComponent(pathname.split('/').at(-1) ?? ''),
    locale: LOCALES.find((name) => name === given) ?? 'ru',
  };
}

/**
 * Returns whether the page is inside another page, or in the web view of an app: apps open the service's page with
 * `web_view=true`. What the service's page changes then is not documented. That it does not send the user away is an
 * assumption.
 */
const isInside = (): boolean =>
  window.parent !== window || new URLSearchParams(window.location.search).get('web_view') === 'true';

/** Returns the page's container, which fills the viewport. */
function container(): HTMLElement {
  const element = document.getElementById(CONTAINER) ?? document.createElement('div');
  element.id = CONTAINER;
  Object.assign(element.style, { position: 'fixed', inset: '0' });
  if (!element.isConnected) document.body.append(element);
  return element;
}

/**
 * Notifies the page that opened this one. What the real service's page sends is not documented, so integrators
 * must ignore the content of the message.
 */
function notifyOpener(): void {
  const message = { type: 'flow-sandbox', event: 'end' };
  const opener: Window | null = window.opener;
  opener?.postMessage(message, '*');
  if (window.parent !== window) window.parent.postMessage(message, '*');
}

/** Runs the page. Never rejects. */
export async function runPage(settings: PageSettings): Promise<void> {
  const { id, locale } = readSettings(settings);
  const text = MESSAGES[locale];
  const element = container();
  document.documentElement.lang = text.lang;

  /** Returns an empty frame in place of the widget's. */
  const frame = (): Shell => {
    element.replaceChildren();
    const ignore = (): void => {};
    const shell = mount(element, text, { leave: ignore, confirming: ignore, swap: ignore, simulate: ignore });
    shell.update({ ...newFlow([]), status: 'finished' });
    return shell;
  };

  window.addEventListener(
    'finish',
    () => {
      // The widget removes its frame after the event.
      queueMicrotask(() => {
        showClosing(frame(), text, isInside());
        notifyOpener();
      });
    },
    { once: true },
  );
  try {
    await startSession({ id, selector: `#${CONTAINER}`, locale }, { ...service, hosted: true });
  } catch (error) {
    showUnavailable(frame(), text, error instanceof Error ? error.message : String(error));
  }
}
