import { check } from '../environment/check.js';
import type { SessionConfig } from '../shared/types.js';
import type { Verdict, VerifyConfig } from '../shared/verify-types.js';
import { loadChunk } from '../wasm/chunk.js';
import { FlowSession } from './session.js';

/**
 * Runs a complete verification against your backend: creates a session there, runs the widget and waits for the
 * verdict. The session is created while the widget's script and the WebAssembly are downloading.
 *
 * @throws FlowWidgetError with the same codes as `startSession`, or `http`, `network`, `invalid-response` or
 * `result-timeout`; or the reason of an aborted signal
 */
export async function verify(config: VerifyConfig): Promise<Verdict> {
  const session = new FlowSession({
    // Inherits the config instead of copying it: copying runs the page's getters, which may throw. The core reports
    // such errors.
    __proto__: config,
    id: async () => (await verdict).readId(response),
  } as unknown as SessionConfig);
  const response = create(config, session.signal);
  const verdict = loadChunk(import('./verdict.js'));
  // Pre-handles rejections: both are awaited later, and still reject then.
  response.catch(() => {});
  session.finished.catch(() => {});
  return (await verdict).complete(config, session, response);
}

/** Requests a session from the backend: at once, or after the environment check if `preflight` is set. */
async function create(config: VerifyConfig, signal: AbortSignal): Promise<Response> {
  if (config.preflight) await check(true);
  return fetch(config.endpoint, {
    method: 'POST',
    headers: { ...config.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: config.metadata }),
    credentials: config.credentials as RequestCredentials,
    signal,
  });
}
