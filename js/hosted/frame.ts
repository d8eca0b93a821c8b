import { FlowWidgetError } from '../shared/error-class.js';
import { fromDocument } from '../shared/from-document.js';
import { isElsewhere } from './is-elsewhere.js';
import type { Labels } from './labels.js';

/** The height in px below which the hosted page is not usable, and the one that a container without a height gets. */
const [LEAST_HEIGHT, HEIGHT] = [320, 640];

/** How often to look whether the frame shows the hosted page, in ms. */
const INTERVAL = 250;

/**
 * Shows the hosted page in an `<iframe>` in the container, and resolves when the page is there, even if parts of it never
 * load. Browsers do not report whether another origin's page has loaded without an error. The frame is removed when
 * `signal` is aborted.
 *
 * @param limit the time limit in ms; 0 means no limit
 * @throws FlowWidgetError `script-blocked` if the page's Content-Security-Policy blocks the frame, `script-timeout`; the
 * signal's reason
 */
export async function openFrame(
  container: HTMLElement,
  url: string,
  labels: Labels,
  limit: number,
  signal: AbortSignal,
): Promise<HTMLIFrameElement> {
  const { origin } = new URL(url);
  const frame = fromDocument('createElement').call(document, 'iframe') as HTMLIFrameElement;
  frame.src = url;
  frame.title = labels.title;
  frame.allow = 'camera; microphone; fullscreen';
  setStyles(frame, { all: 'initial', display: 'block', width: '100%', height: '100%', border: '0' });
  // Otherwise a frame in a dark page has a transparent background behind black text.
  setStyles(frame, { 'color-scheme': 'inherit' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let polling: ReturnType<typeof setInterval> | undefined;
  const ended = new AbortController();
  try {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const options = { signal: ended.signal };
      signal.addEventListener('abort', () => reject(signal.reason), options);
      frame.addEventListener(
        'load',
        () => {
          // WebKit first loads an empty document if a policy blocks the frame, and then reports the violation.
          if (frame.contentDocument?.URL !== 'about:blank') resolve();
        },
        options,
      );
      // The event bubbles from the document.
      addEventListener(
        'securitypolicyviolation',
        ({ effectiveDirective, blockedURI, disposition }) => {
          if (
            effectiveDirective === 'frame-src' &&
            disposition === 'enforce' &&
            blockedURI.startsWith(origin)
          )
            reject(
              new FlowWidgetError(
                'script-blocked',
                `The page's Content-Security-Policy blocks the frame. Add ${origin} to its frame-src.`,
              ),
            );
        },
        options,
      );
      if (limit > 0)
        timer = setTimeout(() => {
          const message = `The hosted page at ${origin} did not load within \`timeouts.script\` (${limit} ms).`;
          reject(new FlowWidgetError('script-timeout', message, { retryable: true }));
        }, limit);
      container.append(frame);
      let wasThere = false;
      polling = setInterval(() => {
        // One more interval, in which a policy that blocks the frame is reported.
        if (wasThere) resolve();
        wasThere = isElsewhere(frame.contentWindow);
      }, INTERVAL);
      // The container has no height of its own, or one that is too small.
      if (frame.clientHeight < LEAST_HEIGHT) setStyles(frame, { height: `min(${HEIGHT}px, 100vh)` });
    });
  } catch (error) {
    frame.remove();
    throw error;
  } finally {
    clearTimeout(timer);
    clearInterval(polling);
    ended.abort();
  }
  signal.addEventListener('abort', () => frame.remove());
  // A keyboard user continues there, unless the user is typing elsewhere in the page.
  const activeElement = fromDocument('activeElement');
  if (!activeElement || activeElement === fromDocument('body') || activeElement.contains(container))
    frame.focus({ preventScroll: true });
  return frame;
}

/** Sets styles that no rule of the page replaces: themes have `!important` rules for every `iframe`. */
function setStyles({ style }: HTMLElement, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) style.setProperty(name, value, 'important');
}
