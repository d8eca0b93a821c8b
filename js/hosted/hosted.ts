/** The chunk for the modes that show the service's hosted page, loaded on first use. */
import { FlowWidgetError } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import type { Mode, VerifyState } from '../shared/types.js';
import type { VerifyConfig } from '../shared/verify-types.js';
import type { HostedContext } from './context.js';
import { openFrame } from './frame.js';
import { LABELS } from './labels.js';
import { limit, listenTo, whileConnected } from './limits.js';
import { readOptions } from './options.js';
import { addPanel } from './panel.js';
import { openWindow, prepareWindow } from './window.js';

export { setErrorClass } from '../shared/error-class.js';

/**
 * Shows the hosted page of a session. Never resolves: the session ends when the verdict is final, which aborts `signal`.
 * Everything is removed then.
 *
 * @param dialog the container in the dialog, if there is one
 * @throws FlowWidgetError `invalid-config`, `container-not-found`, `session-timeout`, `script-blocked`,
 * `script-timeout`, `finish-timeout`, `unsupported-environment`, `session-source-failed`, the error of the backend; the
 * signal's reason
 */
export async function openHosted(
  mode: Exclude<Mode, 'widget'>,
  config: VerifyConfig,
  context: HostedContext,
  outer: AbortSignal,
  enter: (state: VerifyState, id?: string) => void,
  dialog: HTMLElement | undefined,
): Promise<never> {
  const { container, locale, timeouts } = readOptions(config, dialog);
  const labels = LABELS[locale];
  prepareWindow(context.popup, labels);
  enter('loading');
  const ended = new AbortController();
  const { signal } = ended;
  const onAbort = () => ended.abort(outer.reason);
  outer.addEventListener('abort', onAbort);
  try {
    outer.throwIfAborted();
    context.beforeCreate(mode);
    const id = await Promise.race([createSession(context), sessionLimit(timeouts.session, signal)]);
    const url = urlOf(context.hostedUrl, id, locale);
    enter('starting', id);
    // The page may have cancelled the verification in `onState`.
    outer.throwIfAborted();
    const opened = context.onOpen(mode);
    let source: () => unknown = () => undefined;
    let element: HTMLElement;
    if (mode === 'frame') {
      const frame = await openFrame(container, url, labels, timeouts.script, signal);
      element = frame;
      // A frame that was moved has another window.
      source = () => frame.contentWindow;
    } else {
      const panel = addPanel(container, url, labels, signal);
      element = panel.host;
      if (mode === 'window') {
        source = openWindow(panel, url, labels, context, signal);
      } else {
        panel.show(labels.redirect);
        // A user who has come back without finishing decides whether to continue.
        if (opened === undefined) location.assign(url);
      }
    }
    enter('active', id);
    listenTo(source, new URL(url).origin, context.askSoon, signal);
    return await Promise.race([
      whileConnected(element, signal),
      finishLimit(timeouts.finish, opened ?? Date.now(), signal),
    ]);
  } finally {
    outer.removeEventListener('abort', onAbort);
    ended.abort();
  }
}

/** Creates the session. Converts an exception of the page's code like the core. */
async function createSession(context: HostedContext): Promise<string> {
  try {
    return await context.createSession();
  } catch (cause) {
    if (isInstance(cause, FlowWidgetError)) throw cause;
    const message = 'Could not get the session id; see `cause`.';
    throw new FlowWidgetError('session-source-failed', message, { cause });
  }
}

/** Returns the URL of a session's hosted page. */
function urlOf(hostedUrl: string, id: string, locale: string): string {
  const url = new URL(hostedUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`;
  url.searchParams.set('locale', locale);
  return url.href;
}

const sessionLimit = (ms: number, signal: AbortSignal) =>
  limit(
    ms,
    () =>
      new FlowWidgetError(
        'session-timeout',
        `The session id did not arrive within \`timeouts.session\` (${ms} ms).`,
        { retryable: true },
      ),
    signal,
  );

/**
 * The limit of the time until the verdict.
 *
 * @param start when the hosted page was opened first, in ms since 1970: loading the page again does not extend the limit
 */
const finishLimit = (ms: number, start: number, signal: AbortSignal) =>
  limit(
    // At least 1, as 0 means no limit. At most `ms`, should the clock have changed.
    ms && Math.min(Math.max(start + ms - Date.now(), 1), ms),
    () =>
      new FlowWidgetError(
        'finish-timeout',
        `The verdict was not final within \`timeouts.finish\` (${ms} ms).`,
        { retryable: true },
      ),
    signal,
  );
