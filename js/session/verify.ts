import { check } from '../environment/check.js';
import type { SessionConfig, Verdict, VerifyConfig } from '../shared/types.js';
import { part } from '../wasm/chunk.js';
import { FlowSession } from './session.js';

/**
 * The whole flow against the host's own backend: creates a session there, runs the widget, and waits for the
 * verdict. The session is being created while script and wasm are on their way.
 *
 * @throws FlowWidgetError as `startSession`, and `http`, `network`, `invalid-response`, `result-timeout`; or the
 * reason of an aborted signal.
 */
export async function verify(config: VerifyConfig): Promise<Verdict> {
  const session = new FlowSession({
    // Not a copy: to read the page's own fields may throw, and the core says so.
    __proto__: config,
    id: async () => (await verdict).readId(answer),
  } as unknown as SessionConfig);
  const answer = create(config, session.signal);
  const verdict = part(import('./verdict.js'));
  // Both are looked at later; until then their failures are nobody's.
  answer.catch(() => {});
  session.finished.catch(() => {});
  return (await verdict).complete(config, session, answer);
}

/** Leaves at once, unless there is something to be looked at before a session is used up. */
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
