import { sleep } from '../shared/sleep.js';
import type { HostedContext, Popup } from './context.js';
import { isElsewhere } from './is-elsewhere.js';
import type { Labels } from './labels.js';
import type { Panel } from './panel.js';

/** The size of the window on desktop computers in px; phones open a tab. */
const [WIDTH, HEIGHT] = [480, 740];
const FEATURES = `popup,width=${WIDTH},height=${HEIGHT}`;

/** How often to look whether the window is closed, in ms. */
const INTERVAL = 100;
/** The delays before each request for the verdict after the user has closed the window, in ms. */
const LAST_REQUESTS = [0, 2_000, 3_000, 5_000];
/** How many of them must be answered, and how long to wait for that, in ms. */
const [LEAST_ANSWERS, LAST_PAUSE, LAST_LIMIT] = [2, 5_000, 60_000];

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
  panel: Panel,
  url: string,
  labels: Labels,
  context: HostedContext,
  signal: AbortSignal,
): () => Window | undefined {
  const { popup, cancel } = context;
  const { show, link } = panel;
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
        return askLastTimes(context, watching.signal);
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

/** Loads the hosted page in the window, unless it is closed, and returns the window. */
function navigate(window: Window | null, url: string): Window | null {
  try {
    if (!window?.closed) window?.location.replace(url);
  } catch {
    // The user has closed it, which is noticed later.
  }
  return window;
}

/**
 * Resolves when the user has closed the window.
 *
 * A strict Cross-Origin-Opener-Policy of either page disconnects the window when the hosted page loads: it then seems to be
 * closed while the user is in it. So a window that has never shown the hosted page counts as closed only if it was
 * closed before the hosted page was opened; otherwise the Promise never resolves.
 *
 * @throws the signal's reason
 */
async function waitUntilClosed(window: Window, signal: AbortSignal): Promise<void> {
  let isConnected = window.closed;
  while (!window.closed) {
    isConnected ||= isElsewhere(window);
    await sleep(INTERVAL, signal);
  }
  if (!isConnected) await sleep(undefined, signal);
}

/**
 * Asks for the verdict a few more times, because the user may have finished before closing the window. Does not count
 * requests without an answer, for at most a minute, nor the time while the browser is offline.
 *
 * @throws the signal's reason
 */
async function askLastTimes({ askSoon, answers }: HostedContext, signal: AbortSignal): Promise<void> {
  const before = answers();
  for (const delay of LAST_REQUESTS) {
    await sleep(delay, signal);
    while (navigator.onLine === false) await sleep(INTERVAL, signal);
    askSoon();
  }
  for (let waited = 0; waited < LAST_LIMIT; waited += LAST_PAUSE) {
    await sleep(LAST_PAUSE, signal);
    if (answers() - before >= LEAST_ANSWERS) return;
    askSoon();
  }
}
