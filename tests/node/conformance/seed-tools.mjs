/** What the faulty backends are made of: functions that change requests and responses of the package's handler. */

export const isCreate = (request) =>
  request.method === 'POST' && new URL(request.url).pathname === '/api/flow';
export const isRead = (request) => request.method === 'GET' && idOf(request) !== 'flow';
export const idOf = ({ url }) => new URL(url).pathname.split('/').at(-1);

/** Returns a copy of a request with other headers; `undefined` removes one. */
export function withHeaders(request, changes) {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  return new Request(request, { headers });
}

/** Changes the headers of each response. */
export const responseHeaders = (change) => (handle) => async (request) => {
  const response = await handle(request);
  const headers = new Headers(response.headers);
  change(headers, response, request);
  return new Response(response.body, { status: response.status, headers });
};

/** Replaces some responses: `change` gets the body and returns a response or undefined. */
export const responseBody = (change) => (handle) => async (request) => {
  const response = await handle(request);
  const { status, headers } = response;
  const text = await response.text();
  return change({ text, status, headers, request }) ?? new Response(text || null, { status, headers });
};

/** Remembers the token of each session, and lets `choose` replace that of a request. */
export const tokens = (choose) => (handle) => {
  const known = new Map();
  return async (request) => {
    if (isRead(request)) {
      const token = choose(known, request, request.headers.get('x-flow-token'));
      return handle(withHeaders(request, { 'x-flow-token': token ?? undefined }));
    }
    const response = await handle(request);
    const copy = response.clone();
    if (response.status === 201) {
      const { session_id, token } = await copy.json();
      known.set(session_id, token);
    }
    return response;
  };
};
