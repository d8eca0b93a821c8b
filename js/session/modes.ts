/** Runs a verification in its mode, and in the fallback if that mode cannot be used in this page. */
import type { HostedContext } from '../hosted/context.js';
import { FlowWidgetError, type LoadChunk } from '../shared/error-class.js';
import { isInstance } from '../shared/instance-of.js';
import type { Mode, SessionHandle } from '../shared/types.js';
import type { VerifyConfig } from '../shared/verify-types.js';
import type { SessionCore } from './session.js';

/** Codes of errors that say that a mode cannot be used in this page. */
const UNUSABLE =
  /^(script-(load-failed|timeout|blocked)|widget-missing|wasm-load-failed|unsupported-environment)$/;

/**
 * Returns what runs the session: the core for the mode `widget`, and the hosted page for the others.
 *
 * @param modes the modes to try, in order
 * @param core a symbol if `mode` does not need it
 */
export function runnerOf(
  session: SessionHandle,
  modes: readonly Mode[],
  core: Promise<SessionCore> | symbol,
  loadChunk: LoadChunk,
  context: HostedContext,
): SessionCore['openSession'] {
  return async (config, signal, enter, container) => {
    const open = async (mode: Mode) => {
      session.mode = mode;
      if (mode === 'widget') {
        const { openSession } = await (core as Promise<SessionCore>);
        // The session may have been cancelled meanwhile.
        signal.throwIfAborted();
        return openSession(config, signal, enter, container);
      }
      const { openHosted } = await loadChunk(() => import('../hosted/hosted.js'));
      try {
        return await openHosted(mode, config as unknown as VerifyConfig, context, signal, enter, container);
      } catch (cause) {
        signal.throwIfAborted();
        if (isInstance(cause, FlowWidgetError)) throw cause;
        const message =
          'Could not show the hosted page; see `cause`. Does an element of the page have a name such as "createElement"?';
        throw new FlowWidgetError('unsupported-environment', message, { cause });
      }
    };
    const [preferred, fallback] = modes as [Mode, Mode?];
    // `preflight` may have chosen the fallback.
    const first = (Object.hasOwn(session, 'mode') && session.mode) || preferred;
    if (first !== preferred) enter('hosted');
    try {
      return await open(first);
    } catch (error) {
      signal.throwIfAborted();
      const isUnusable = isInstance(error, FlowWidgetError) && UNUSABLE.test(error.code);
      if (!isUnusable || !fallback || fallback === first) throw error;
      enter('hosted');
      try {
        return await open(fallback);
      } catch (second) {
        if (isInstance(second, FlowWidgetError)) second.cause ??= error;
        throw second;
      }
    }
  };
}
