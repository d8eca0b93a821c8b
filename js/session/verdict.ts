/** The second part of `verify`, loaded while the widget's script and the core are downloading. */
import type { Popup } from '../hosted/context.js';
import { FlowWidgetError, type LoadChunk } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import { MOCK_KEY, type MockedSignal } from '../shared/mock-key.js';
import { untilOpened } from '../shared/opened.js';
import { sleep } from '../shared/sleep.js';
import type { Detail, SessionConfig } from '../shared/types.js';
import type { Verdict, VerifyConfig } from '../shared/verify-types.js';
import { backendOf } from './backend.js';
import { runnerOf } from './modes.js';
import { hasStorage, type Pending, readPending, removePending, writePending } from './pending.js';
import { createPoller } from './poll.js';
import { readVerdict } from './read-verdict.js';
import type { Enter, FlowSession, SessionCore } from './session.js';
import { readOptions, resolveSources, type VerifyOptions } from './verify-options.js';

export { setErrorClass } from '../shared/error-class.js';

/**
 * The page's running verification. It holds this slot while it asks for a stored verdict and while it awaits the verdict,
 * when the core's session slot is free.
 */
let running: FlowSession | undefined;
/** Its endpoint. */
let runningEndpoint: string | undefined;

/**
 * Returns what the session of `verify` uses instead of the core: it also creates the session, and ends with the verdict.
 *
 * @param core a symbol if `mode` does not need it
 * @param config a snapshot of the config
 * @param base the base URL of the page when `verify` was called
 * @param popup the window that was opened in the user's gesture
 * @throws FlowWidgetError `invalid-config`, `unsupported-environment`
 */
export function prepare(
  session: FlowSession,
  core: Promise<SessionCore> | symbol,
  config: VerifyConfig,
  base: string | undefined,
  loadChunk: LoadChunk,
  popup: Popup,
): SessionCore {
  const closePopup = () => popup?.close();
  session.signal.addEventListener('abort', closePopup);
  if (session.signal.aborted) closePopup();
  const options = readOptions(config, base);
  const { timeout, watch, hostedUrl } = options;
  const backend = backendOf(options);
  const pending = pendingOf(options);
  let current: Pending | undefined;
  /** The request that creates the session: one for all modes. */
  let creation: Promise<Pending> | undefined;
  /** Whether the backend's last response was a verdict that is not final. */
  let isNotFinal = false;
  const widgetConfig = {
    __proto__: null,
    ...config,
    src: resolveSources(config.src, base),
    id: () => createSession(),
  };

  const poller = createPoller(async (signal) => {
    const session = current as Pending;
    isNotFinal = false;
    const verdict = readVerdict(await backend.read(session, signal), session.session_id);
    isNotFinal = !verdict;
    return verdict;
  });

  /** Takes the slot, and cancels the verification that holds it. */
  const takeSlot = () => {
    const other = running;
    running = session;
    runningEndpoint = options.endpoint;
    if (other !== session) other?.cancel();
  };
  /** Returns whether the verification that holds the slot has another endpoint, and so another record. */
  const hasOwnRecord = () => running !== undefined && runningEndpoint !== options.endpoint;
  const checkSlot = () => {
    if (running && running !== session && config.conflict !== 'replace')
      throw new FlowWidgetError(
        'session-active',
        "Another verification is running in this page; wait for it, cancel it, or pass `conflict: 'replace'`.",
        { retryable: true },
      );
  };

  /** Asks for the verdict of the stored session, if there is one. Removes a session that the backend does not know. */
  const askForStored = async (signal: AbortSignal) => {
    current = pending.read();
    if (!current) return undefined;
    try {
      return await poller.once(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isUnknown(error as FlowWidgetError)) {
        current = undefined;
        pending.remove();
      } else if (!(error as FlowWidgetError).retryable) throw error;
      return undefined;
    }
  };

  const create = async (signal: AbortSignal) => {
    // A call that another one of the same task replaces must not create a session.
    await sleep(0, signal);
    const created = await backend.create(signal);
    // A session that arrives after a cancellation must not be continued later.
    signal.throwIfAborted();
    current = { ...created, finished: undefined, opened: undefined };
    pending.write(current);
    return current;
  };

  /** Resolves with the session id: that of a new session, or of the one that is continued. */
  const createSession = async () => {
    creation ??= current ? Promise.resolve(current) : create(session.signal);
    return (await creation).session_id;
  };

  const openSession = runnerOf(session, options.modes, core, loadChunk, {
    hostedUrl,
    popup,
    createSession,
    beforeCreate: (mode) => {
      if (mode === 'redirect' && !hasStorage()) throw cannotContinue();
    },
    onOpen: (mode) => {
      const { opened } = current as Pending;
      current = { ...(current as Pending), opened: opened ?? Date.now() };
      if (!pending.write(current) && mode === 'redirect') throw cannotContinue();
      return opened;
    },
    askSoon: poller.askSoon,
    answers: poller.answers,
    cancel: (reason) => session.cancel(reason),
  });

  /** Runs the widget until it has finished, or until the verdict is final. */
  const runWidget = async (signal: AbortSignal, enter: Enter, container: HTMLElement | undefined) => {
    const control = new AbortController();
    const onAbort = () => control.abort(signal.reason);
    signal.addEventListener('abort', onAbort);
    const watching = new AbortController();
    let hasVerdict = false;
    try {
      return await new Promise<End>((resolve, reject) => {
        const onState: Enter = (state, id) => {
          // Removing the widget after the verdict cancels it, which is not the outcome of the session. Neither is a
          // failure: the session fails when this function rejects, unless there is a verdict.
          // The core has accepted the config and found the container: only now is another verification replaced.
          if (state === 'loading') takeSlot();
          if (!hasVerdict && state !== 'failed' && state !== session.state)
            enter(state === 'finished' ? 'waiting' : state, id);
          if (state === 'active' && (watch || session.mode !== 'widget'))
            poller.watch(watching.signal).then(
              (verdict) => {
                hasVerdict = true;
                resolve({ __proto__: null, verdict });
              },
              () => {
                // It ends when the widget does.
              },
            );
        };
        openSession(widgetConfig as unknown as SessionConfig, control.signal, onState, container).then(
          (detail) => resolve({ __proto__: null, detail }),
          reject,
        );
      });
    } finally {
      watching.abort();
      control.abort();
      signal.removeEventListener('abort', onAbort);
    }
  };

  /**
   * Awaits the verdict of a session that the widget cannot reopen: the session may have ended on another device, and its
   * verdict may become final only after a while.
   *
   * @param failure the widget's error, which is thrown if the session has not ended or the backend does not know it
   */
  const waitInstead = async (failure: unknown, signal: AbortSignal): Promise<Verdict> => {
    isNotFinal = false;
    try {
      return await poller.wait(timeout, signal);
    } catch (error) {
      if (isError(error) && (isUnknown(error) || (error.code === 'result-timeout' && isNotFinal)))
        throw failure;
      throw error;
    }
  };

  const run = async (signal: AbortSignal, enter: Enter, container: HTMLElement | undefined) => {
    signal.throwIfAborted();
    checkSlot();
    if (!running) takeSlot();
    // Here for all modes: the core does the same, but the hosted page needs no core.
    await untilOpened(signal);
    let isAsking = true;
    const stored = pending.read();
    // The hosted page needs no core.
    if (stored?.opened) enter('loading');
    // The time limit of `preparing` is for the download of the core, not for the request for a stored verdict.
    else if (stored)
      Promise.resolve(core).then(
        () => isAsking && enter('loading'),
        () => {},
      );
    try {
      const verdictOfStored = await askForStored(signal);
      isAsking = false;
      if (verdictOfStored) return verdictOfStored;
      checkSlot();
      const isContinued = !!current;
      // The hosted page has been opened as the fallback: the widget may not be able to continue the session.
      if (current?.opened && options.modes[0] === 'widget' && options.modes[1])
        session.mode = options.modes[1];
      if (current?.finished) {
        takeSlot();
        enter('waiting', current.session_id);
      }
      const { detail, verdict }: End = current?.finished
        ? { __proto__: null }
        : await runWidget(signal, enter, container).catch(async (error) => {
            if (!isContinued || !isError(error) || error.code !== 'start-failed') throw error;
            enter('waiting', current?.session_id);
            return { __proto__: null, verdict: await waitInstead(error, signal) };
          });
      if (verdict) return verdict;
      pending.write({ ...(current as Pending), finished: true });
      const final = await poller.wait(timeout, signal);
      return { ...final, ...(detail !== undefined && { detail }) };
    } catch (error) {
      // A verification that was replaced, or never got the slot, leaves the record to the one that holds it.
      if ((running === session || hasOwnRecord()) && (signal.aborted || hasEnded(error))) pending.remove();
      // The next call gets the whole time limit. It would fail at once if it counted from the first time.
      else if (running === session && isError(error) && error.code === 'finish-timeout')
        pending.write({ ...(current as Pending), opened: undefined });
      // The backend's error is more specific than the core's, which only wraps it.
      throw isError(error) && error.code === 'session-source-failed' && isError(error.cause)
        ? error.cause
        : error;
    } finally {
      isAsking = false;
      if (running === session) running = undefined;
    }
  };

  // Before the Promise rejects: the caller may look for the record at once. A verification that was replaced leaves the
  // record to the one that replaced it. The state is not enough, because the core reports a replacement earlier.
  const onCancel = () => {
    if (session.state !== 'cancelled') return;
    const isReplaced = (running ?? session) !== session;
    if (!isReplaced || hasOwnRecord()) pending.remove();
    // At once: the page may start the next verification now.
    if (!isReplaced) running = undefined;
  };
  session.signal.addEventListener('abort', onCancel);
  if (session.signal.aborted) onCancel();
  // A cancelled session has already rejected.
  if (!session.signal.aborted) notifyOf(session, options.onState);
  return {
    openSession: async (_config, signal, enter, container) => {
      (signal as MockedSignal)[MOCK_KEY]?.(enter);
      const verdict = await run(signal, enter, container || undefined);
      pending.remove();
      enter('finished', verdict.sessionId);
      return verdict;
    },
  };
}

const cannotContinue = () =>
  new FlowWidgetError(
    'unsupported-environment',
    'The page has no `sessionStorage`, or it is full, so a verification cannot continue after a redirect. Use another `mode`.',
  );

const isError = (error: unknown): error is FlowWidgetError => isInstance(error, FlowWidgetError);

/**
 * Returns whether a session cannot be continued after an error: it was cancelled, the widget rejected it, or the backend
 * does not know it. After other errors the next call continues it instead of creating another one, for example when the
 * user has signed in again: the response may have come from a proxy or a login page.
 */
const hasEnded = (error: unknown): boolean =>
  !isError(error) || (error.code === 'start-failed' && !error.retryable) || isUnknown(error);

const isUnknown = ({ status }: FlowWidgetError): boolean => status === 404 || status === 410;

/**
 * The end of the widget: its `finish` event, or the final verdict without one. It has no prototype, so that a polluted
 * `Object.prototype` cannot add a verdict.
 */
interface End {
  __proto__: null;
  detail?: Detail;
  verdict?: Verdict;
}

/** Returns the functions that access the stored session; no-ops without `resume`. */
function pendingOf({ endpoint, resume }: VerifyOptions) {
  if (!resume || endpoint === undefined)
    return { read: () => undefined, write: () => false, remove: () => {} };
  return {
    read: () => readPending(endpoint),
    write: (session: Pending) => writePending(endpoint, session),
    remove: () => removePending(endpoint),
  };
}

/**
 * Calls `onState` for each state of the session, including `preparing`. An exception is reported as an uncaught error
 * and does not affect the session.
 */
function notifyOf(session: FlowSession, onState: VerifyConfig['onState']): void {
  const notify = () => {
    try {
      onState?.(session.state, session.id);
    } catch (thrown) {
      reportError(thrown);
    }
  };
  // Before the first call, in which the page may cancel the session.
  session.addEventListener('statechange', notify);
  notify();
}
