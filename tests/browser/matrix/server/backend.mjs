import { sendJson } from './reply.mjs';

/**
 * A backend for `verify` that responds like the package's handler. `create` and `verdict` in the endpoint's query name
 * the faults; what the hosted page or the row has set since then takes precedence.
 */
export async function backend({ run, rest, url, request, response, count }) {
  const action = request.method === 'POST' ? 'create' : 'verdict';
  request.resume();
  if (run.isBroken) return response.socket.destroy();
  const name = (action === 'verdict' && run.verdict) || (url.searchParams.get(action) ?? 'ok');
  RESPONSES[name]({ action, rest, url, response, count });
}

const GOOD = {
  create: { status: 201, body: { session_id: 'a' } },
  verdict: { status: 200, body: { session_id: 'a', status: 'FINISHED', passed: true, failure_reasons: [] } },
};
const PENDING = { session_id: 'a', status: 'PROGRESS', passed: null };

const FAILED = { session_id: 'a', status: 'FAILED', passed: false };
const REASON = { type: 'NO_CAM', detail: 'none' };
const ABORTED = { type: 'CLIENT', detail: 'Operation aborted by user' };

const good = ({ action, response }) => sendJson(response, GOOD[action].body, GOOD[action].status);
const status =
  (code, body, headers) =>
  ({ response }) =>
    sendJson(response, body, code, headers);

/** Fails the first request. */
const once = (fault) => (call) => (call.count === 1 ? fault(call) : good(call));

const RESPONSES = {
  ok: good,
  401: status(401, { error: { message: 'Sign in first.' } }),
  404: status(404, {}),
  429: status(429, {}, { 'retry-after': '1' }),
  500: status(500, {}),
  'once-500': once(status(500, {})),
  'once-401': once(status(401, {})),
  'once-pending': once(status(200, PENDING)),
  'once-reset': once(({ response }) => response.socket.destroy()),
  'once-hang': once(() => {}),
  pending: status(200, PENDING),
  html: ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in'),
  list: status(200, []),
  'no-id': status(201, { id: 5 }),
  failed: status(200, { ...FAILED, failure_reasons: [REASON] }),
  cancelled: status(200, { ...FAILED, cancelled: true, failure_reasons: [ABORTED] }),
  expired: status(200, { session_id: 'a', status: 'EXPIRED', passed: null, failure_reasons: [] }),
  contradictory: status(200, { ...FAILED, passed: true, failure_reasons: [] }),
  foreign: status(200, { ...GOOD.verdict.body, session_id: 'b' }),
  redirect: ({ response, url }) => {
    const location = `${url.pathname}?${new URLSearchParams({ create: 'ok', verdict: 'ok' })}`;
    response.writeHead(302, { location }).end();
  },
  reset: ({ response }) => response.socket.destroy(),
  hang: () => {},
};
