import { createServer } from 'node:http';

/** An API key of valid length, with text that is easy to search for in logs. */
export const KEY = 'TTpme201NiUMBA-this_is_the_secret_of_a_flow_0123456789';

/**
 * Starts an HTTP server on a free port and records its requests. It is closed by `close`, or at the end of
 * the test `t`.
 *
 * @param handle called with the recorded request, the response and the number of requests so far
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

/** Sends a JSON response. */
export function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A result that is not final. */
export const pending = { id: 'x', technologies: [], status: 'PROGRESS' };
/** A result that is final. */
export const finished = { id: 'x', technologies: [], status: 'FINISHED', flow_session_result: true };

/** Returns the reason that a promise rejects with. */
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

/** Returns all text that a log of an error may contain, including its causes. */
export function loggedText(error) {
  const texts = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    const own = Object.fromEntries(Object.getOwnPropertyNames(current).map((name) => [name, current[name]]));
    texts.push(String(current), current.stack, JSON.stringify(own));
  }
  return texts.join('\n');
}
