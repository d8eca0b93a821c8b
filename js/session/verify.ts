import { getCore } from '#core';
import { FlowWidgetError } from '../shared/error.js';
import type { SessionConfig } from '../shared/types.js';
import type { Verdict, VerifyConfig } from '../shared/verify-types.js';
import { loadChunk } from '../wasm/chunk.js';
import { FlowSession } from './session.js';

/**
 * Runs a complete verification against your backend: creates a session there, runs the widget and waits for the
 * verdict. A call that is refused, for example because another session is running, creates no session.
 *
 * @throws FlowWidgetError with the same codes as `startSession`, or `http`, `network`, `invalid-response` or
 * `result-timeout`; or the reason of an aborted signal
 */
export async function verify<More extends object = Record<never, never>>(
  config: VerifyConfig,
): Promise<Verdict<More>> {
  let options: VerifyConfig;
  try {
    // A snapshot: neither later changes of the page's object nor a polluted `Object.prototype` have an effect.
    options = { __proto__: null, ...config } as unknown as VerifyConfig;
    // Throws if it is not an object, which the spread ignores.
    Reflect.ownKeys(config);
  } catch (cause) {
    throw new FlowWidgetError('invalid-config', 'The config must be an object that can be read.', { cause });
  }
  // Relative URLs are resolved when the function is called, because the page may navigate later.
  const base = globalThis.document?.baseURI;
  const session: FlowSession = new FlowSession(options as unknown as SessionConfig, (ms) => {
    const { mode } = options;
    // The hosted page needs neither the core nor the widget's script. A symbol is not a URL, so none is preloaded.
    // biome-ignore lint/suspicious/noAssignInExpressions: smaller
    const core = mode && mode !== 'widget' ? ((options.src as unknown) = Symbol()) : getCore(ms);
    // At once: browsers block a window that is not opened in the user's gesture.
    const popup = base && mode === 'window' ? open('', '', 'popup') : undefined;
    const verification = loadChunk(() => import('./verdict.js'), ms).then(({ prepare }) =>
      prepare(session, core, options, base, loadChunk, popup),
    );
    // Also pre-handles the rejection: the session awaits it later, unless it is cancelled before.
    verification.catch(() => popup?.close());
    return verification;
  });
  return session.finished as Promise<Verdict<More>>;
}
