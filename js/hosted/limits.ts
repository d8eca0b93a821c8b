import { FlowWidgetError } from '../shared/error-class.js';
import { sleep } from '../shared/sleep.js';

/** How often to look whether the container is in the document, in ms. */
const CONTAINER_INTERVAL = 500;
/** The least time between two requests that messages of the hosted page cause, in ms. */
const MESSAGE_INTERVAL = 3_000;

/**
 * Rejects after a time.
 *
 * @param ms the time in ms; 0 means never
 * @throws the error that `toError` returns; the signal's reason
 */
export async function limit(ms: number, toError: () => FlowWidgetError, signal: AbortSignal): Promise<never> {
  await sleep(ms > 0 ? ms : undefined, signal);
  throw toError();
}

/**
 * Rejects when an element in the container has been out of the document for a while: frameworks move elements.
 *
 * @throws FlowWidgetError `container-not-found`; the signal's reason
 */
export async function whileConnected(element: HTMLElement, signal: AbortSignal): Promise<never> {
  for (let missing = 0; missing < 2; ) {
    await sleep(CONTAINER_INTERVAL, signal);
    missing = element.isConnected ? 0 : missing + 1;
  }
  throw new FlowWidgetError(
    'container-not-found',
    'The container or its content was removed from the document.',
  );
}

/**
 * Calls `onMessage` after messages of a window, at intervals. Their content is ignored: it is not documented, and it
 * proves nothing.
 *
 * @param source returns the window
 */
export function listenTo(
  source: () => unknown,
  origin: string,
  onMessage: () => void,
  signal: AbortSignal,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let notBefore = 0;
  addEventListener(
    'message',
    (event) => {
      if (event.origin !== origin || event.source !== source()) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        notBefore = performance.now() + MESSAGE_INTERVAL;
        onMessage();
      }, notBefore - performance.now());
    },
    { signal },
  );
  signal.addEventListener('abort', () => clearTimeout(timer));
}
