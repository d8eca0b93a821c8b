import { createServer } from 'node:http';

/** A key that is long enough, and easy to find where it must not be. */
export const KEY = 'TTpme201NiUMBA-this_is_the_secret_of_a_flow_0123456789';

/**
 * Serves `handle` on a port of the system's choice until the test `t` is over, or until it is
 * closed. Records what was asked.
 */
export async function serve(t, handle) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const recorded = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(recorded);
    await handle(recorded, response, requests.length);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  t?.after(close);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close,
  };
}

/** Answers with JSON. */
export function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A result that is not final. */
export const pending = { id: 'x', technologies: [], status: 'PROGRESS' };
/** A result that is. */
export const finished = { id: 'x', technologies: [], status: 'FINISHED', flow_session_result: true };

/** The error that a Promise rejects with. */
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

/** All that an error would show in a log, its causes included. */
export function everythingIn(error) {
  const seen = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    const own = Object.fromEntries(Object.getOwnPropertyNames(at).map((name) => [name, at[name]]));
    seen.push(String(at), at.stack, JSON.stringify(own));
  }
  return seen.join('\n');
}
