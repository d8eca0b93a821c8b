import { createServer } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createSandbox, sandboxKeys } from '../../../dist/sandbox.js';
import { createFlowHandler } from '../../../dist/server.js';

/** A key of the sandbox: it knows no other. */
export const KEY = sandboxKeys.everyone;
/** Who signs in here says so in a header. */
export const authorize = (request) => request.headers.get('x-user');
/** A secret, long enough. */
export const SECRET = 'a secret of 32 characters or more, all of them known';

/** Listens on a port of the system's choice until the test `t` is over. */
export async function listen(t, listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The sandbox on a port; its results are there at once. */
export function sandbox(t) {
  const { fetch } = createSandbox({ settleMs: 0 });
  return listen(t, createRequestListener(fetch, { onError: () => {} }));
}

/** A service that answers as told, and what it was asked. */
export async function service(t, respond) {
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

/** A service that creates sessions called `s-1`, `s-2`, …, and answers `result` for all of them. */
export function sessions(t, result = {}) {
  return service(t, ({ method, url }, count) =>
    method === 'POST'
      ? Response.json({ session_id: `s-${count}`, technologies: ['LDHP'] })
      : Response.json({ id: new URL(url).searchParams.get('session_id'), technologies: [], ...result }),
  );
}

/** A handler with the options that most tests share; `told` gets what it reports. */
export function handlerOf(options) {
  const told = [];
  const handler = createFlowHandler({
    apiKey: KEY,
    authorize,
    onError: (error) => told.push(error),
    onWarning: (warning) => told.push(warning),
    ...options,
  });
  return Object.assign(handler, { told });
}

const ORIGIN = 'https://shop.example';

/** A request to create a session. */
export function creation({ body, headers, path = '/api/flow', user = 'anna', ...init } = {}) {
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

/** A request for a verdict. */
export function question(
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

/** The session that a handler creates. */
export async function created(handler, options) {
  const response = await handler(creation(options));
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** Walks a session of the sandbox to its end, as the widget would. */
export async function walk(base, id, ending) {
  const passed = { LDHP: { passed: true }, F2F: { passed: true } };
  const steps = { start: {}, finish: ending ?? { outcome: 'completed', technologies: passed } };
  for (const [step, body] of Object.entries(steps)) {
    const response = await fetch(`${base}/sandbox/session/${id}/${step}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${step}: ${response.status}`);
  }
}

/** Status and body of an answer. */
export async function answerOf(response) {
  return { status: response.status, body: await response.json() };
}

/** The error of an answer, in short. */
export async function errorOf(response) {
  const { error, ...rest } = await response.json();
  if (Object.keys(rest).length > 0 || typeof error.message !== 'string')
    throw new Error('an error of another shape');
  return `${response.status} ${error.code}${error.retryable ? ' again' : ''}`;
}
