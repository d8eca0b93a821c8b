import { sendJson } from './reply.mjs';

/**
 * A backend for `verify` that responds like the package's handler. `create` and `verdict` in the endpoint's query name
 * the faults.
 */
export async function backend({ rest, url, request, response, count }) {
  const action = request.method === 'POST' ? 'create' : 'verdict';
  request.resume();
  const name = url.searchParams.get(action) ?? 'ok';
  RESPONSES[name]({ action, rest, response, count });
}

const GOOD = {
  create: { status: 201, body: { session_id: 'a' } },
  verdict: { status: 200, body: { session_id: 'a', status: 'FINISHED', passed: true, failure_reasons: [] } },
};
const PENDING = { session_id: 'a', status: 'PROGRESS', passed: null };

const good = ({ action, response }) => sendJson(response, GOOD[action].body, GOOD[action].status);
const status =
  (code, body, headers) =>
  ({ response }) =>
    sendJson(response, body, code, headers);

const RESPONSES = {
  ok: good,
  401: status(401, { error: { message: 'Sign in first.' } }),
  404: status(404, {}),
  429: status(429, {}, { 'retry-after': '1' }),
  500: status(500, {}),
  'once-500': (call) => (call.count === 1 ? status(500, {})(call) : good(call)),
  'once-pending': (call) => (call.count === 1 ? status(200, PENDING)(call) : good(call)),
  'once-reset': (call) => (call.count === 1 ? call.response.socket.destroy() : good(call)),
  pending: status(200, PENDING),
  html: ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in'),
  list: status(200, []),
  'no-id': status(201, { id: 5 }),
  failed: status(200, {
    session_id: 'a',
    status: 'FINISHED',
    passed: false,
    failure_reasons: [{ type: 'NO_CAM', detail: 'none' }],
  }),
  reset: ({ response }) => response.socket.destroy(),
  hang: () => {},
};
