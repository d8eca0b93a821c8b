import { sleep } from '../shared/sleep.js';
import type { HostedContext, Popup } from './context.js';
import type { Labels } from './labels.js';
import { addPanel } from './panel.js';

/** The size of the window on desktop computers in px; phones open a tab. */
const [WIDTH, HEIGHT] = [480, 740];
const FEATURES = `popup,width=${WIDTH},height=${HEIGHT}`;

/** How often to look whether the window is closed, in ms. */
const INTERVAL = 500;
/** The delays before each request for the verdict after the user has closed the window, in ms. */
const LAST_REQUESTS = [0, 2_000, 3_000, 5_000];

/** Resizes the empty window, and shows a text in it until the session has been created. */
export function prepareWindow(popup: Popup, { title, loading }: Labels): void {
  try {
    if (!popup) return;
    popup.resizeTo(WIDTH, HEIGHT);
    popup.document.title = title;
    popup.document.body.textContent = loading;
  } catch {
    // The user has loaded another page in it.
  }
}

/**
 * Shows the hosted page in a window, and a link to it in the container. The window is closed when `signal` is aborted, and
 * the verification is cancelled when the user has closed it and the verdict is still not final.
 *
 * @returns a function that returns the window, if it is open
 */
export function openWindow(
  container: HTMLElement,
  url: string,
  labels: Labels,
  { popup, askSoon, cancel }: HostedContext,
  signal: AbortSignal,
): () => Window | undefined {
  const { show, link } = addPanel(container, url, labels, signal);
  let current: Window | undefined;
  let watching = new AbortController();
  const watch = (window: Window) => {
    watching.abort();
    current?.close();
    watching = new AbortController();
    current = window;
    show(labels.window);
    waitUntilClosed(window, watching.signal)
      .then(() => {
        show(labels.closed);
        return askLastTimes(askSoon, watching.signal);
      })
      .then(
        () => cancel(new DOMException('The user closed the window.', 'AbortError')),
        () => {
          // The session has ended, or another window is open.
        },
      );
  };
  link.target = '_blank';
  link.addEventListener(
    'click',
    (event) => {
      const window = open(url, '_blank', FEATURES);
      // Without this, the browser follows the link, which opens a window that cannot be watched.
      if (!window) return;
      event.preventDefault();
      watch(window);
    },
    { signal },
  );
  signal.addEventListener('abort', () => {
    watching.abort();
    current?.close();
  });
  const window = popup === undefined ? open(url, '_blank', FEATURES) : navigate(popup, url);
  if (window) watch(window);
  else show(labels.blocked);
  return () => current;
}

/** Loads the hosted page in the window, and returns the window. */
function navigate(window: Window | null, url: string): Window | null {
  try {
    window?.location.replace(url);
  } catch {
    // The user has closed it, which is noticed later.
  }
  return window;
}

/**
 * Resolves when the user has closed the window.
 *
 * A strict Cross-Origin-Opener-Policy of either page disconnects the window when the hosted page loads: it then seems to be
 * closed while the user is in it, and the Promise never resolves. A window that is closed earlier gives the focus back to
 * the page.
 *
 * @throws the signal's reason
 */
async function waitUntilClosed(window: Window, signal: AbortSignal): Promise<void> {
  let isConnected = false;
  while (!window.closed) {
    isConnected ||= isElsewhere(window);
    await sleep(INTERVAL, signal);
  }
  if (isConnected || (document.visibilityState === 'visible' && document.hasFocus())) return;
  await sleep(undefined, signal);
}

/** Returns whether the window shows another page than the empty one. */
function isElsewhere(window: Window): boolean {
  try {
    return window.location.href !== 'about:blank';
  } catch {
    // The page is of another origin.
    return true;
  }
}

/**
 * Asks for the verdict a few more times, because the user may have finished before closing the window. Does not count
 * while the browser is offline.
 *
 * @throws the signal's reason
 */
async function askLastTimes(ask: () => void, signal: AbortSignal): Promise<void> {
  for (const delay of LAST_REQUESTS) {
    await sleep(delay, signal);
    while (navigator.onLine === false) await sleep(INTERVAL, signal);
    ask();
  }
  await sleep(LAST_REQUESTS.at(-1), signal);
}
