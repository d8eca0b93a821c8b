import { createServer } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createSandbox, sandboxKeys } from '../../../dist/sandbox.js';
import { createFlowHandler } from '../../../dist/server.js';

/** An API key that the sandbox accepts. */
export const KEY = sandboxKeys.everyone;
/** Identifies the user by a request header. */
export const authorize = (request) => request.headers.get('x-user');
/** A token secret of valid length. */
export const SECRET = 'a public secret of 32 or more characters for tests';

/** Starts an HTTP server on a free port, closed at the end of the test `t`. Returns its URL. */
export async function listen(t, listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** Starts the sandbox, with results that are final as soon as a session has ended. Returns its URL. */
export function startSandbox(t) {
  const { fetch } = createSandbox({ settleMs: 0 });
  return listen(t, createRequestListener(fetch, { onError: () => {} }));
}

/** Starts a mock service that responds with `respond` and records its requests. */
export async function mockService(t, respond) {
  const requests = [];
  const url = await listen(
    t,
    createRequestListener(async (request) => {
      const recorded = { method: request.method, url: request.url, body: await request.text() };
      requests.push(recorded);
      return respond(recorded, requests.length);
    }),
  );
  return { url, requests };
}

/** Starts a mock service that creates sessions `s-1`, `s-2`, … and returns `result` for each of them. */
export function mockSessions(t, result = {}) {
  return mockService(t, ({ method, url }, count) =>
    method === 'POST'
      ? Response.json({ session_id: `s-${count}`, technologies: ['LDHP'] })
      : Response.json({ id: new URL(url).searchParams.get('session_id'), technologies: [], ...result }),
  );
}

/** Creates a handler with default options; errors and warnings that it reports are pushed to `reports`. */
export function handlerWith(options) {
  const reports = [];
  const handler = createFlowHandler({
    apiKey: KEY,
    authorize,
    onError: (error) => reports.push(error),
    onWarning: (warning) => reports.push(warning),
    ...options,
  });
  return Object.assign(handler, { reports });
}

const ORIGIN = 'https://shop.example';

/** Returns a request that creates a session. */
export function createRequest({ body, headers, path = '/api/flow', user = 'anna', ...init } = {}) {
  return new Request(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: {
      ...(user && { 'x-user': user }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'object' ? JSON.stringify(body) : body }),
    ...init,
  });
}

/** Returns a request for the verdict of a session. */
export function verdictRequest(
  { session_id, token },
  { headers, path = '/api/flow', user = 'anna', ...init } = {},
) {
  return new Request(`${ORIGIN}${path}/${session_id}`, {
    headers: {
      ...(user && { 'x-user': user }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...init,
  });
}

/** Creates a session with a handler. */
export async function createSession(handler, options) {
  const response = await handler(createRequest(options));
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** Starts and ends a session of the sandbox, like the widget. */
export async function runSession(base, id, report) {
  const passed = { LDHP: { passed: true }, F2F: { passed: true } };
  const steps = { start: {}, finish: report ?? { outcome: 'completed', technologies: passed } };
  for (const [step, body] of Object.entries(steps)) {
    const response = await fetch(`${base}/sandbox/session/${id}/${step}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${step}: ${response.status}`);
  }
}

/** Returns status and JSON body of a response. */
export async function contentOf(response) {
  return { status: response.status, body: await response.json() };
}

/** Returns status, code and retryability of an error response, such as `502 http retryable`. */
export async function errorOf(response) {
  const { error, ...rest } = await response.json();
  if (Object.keys(rest).length > 0 || typeof error.message !== 'string')
    throw new Error('not an error response');
  return `${response.status} ${error.code}${error.retryable ? ' retryable' : ''}`;
}
