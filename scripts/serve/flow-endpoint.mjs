/** The longest body that a page may send, in bytes: a photo of some megabytes in base64 fits. */
const BODY_LIMIT = 16 * 1024 * 1024;

/**
 * A backend in small: `POST /api/flow` creates a session, `GET /api/flow/ID` answers its result. The API
 * key never leaves the process. It is for development: it asks nobody who they are.
 */
export function flowEndpoint({ clients }) {
  const ids = Object.keys(clients);
  // Which flow a session belongs to; the service wants the key that created it.
  const owners = new Map();
  return async (request) => {
    const path = new URL(request.url).pathname.replace(/^\/api\/flow\/?/, '');
    try {
      if (path === '' && request.method === 'POST') {
        const { flow = ids[0], metadata } = await bodyOf(request);
        if (!Object.hasOwn(clients, flow)) {
          return problem(400, 'invalid-config', `"flow" must be one of ${ids.join(', ')}; got "${flow}".`);
        }
        const session = await clients[flow].createSession({ metadata, signal: request.signal });
        owners.set(session.session_id, flow);
        return Response.json(session, { status: 201, headers: { 'cache-control': 'no-store' } });
      }
      if (path !== '' && request.method === 'GET') {
        const id = decodeURIComponent(path);
        const client = clients[owners.get(id)];
        if (!client) return problem(404, 'http', 'This server has created no session of that id.');
        const result = await client.getResult(id, { signal: request.signal });
        return Response.json(result, { headers: { 'cache-control': 'no-store' } });
      }
    } catch (error) {
      if (error.name === 'FlowWidgetError') {
        return problem(statusFor(error), error.code, error.message, error.status);
      }
      throw error;
    }
    return problem(405, 'http', `${request.method} ${new URL(request.url).pathname} is not offered here.`);
  };
}

/** What the service refused is answered with its own status; what we refused before is the page's mistake. */
function statusFor({ code, status }) {
  if (code === 'http') return status >= 500 ? 502 : status;
  return code === 'invalid-metadata' || code === 'invalid-config' ? 400 : 502;
}

async function bodyOf(request) {
  const text = await request.text();
  if (text.length > BODY_LIMIT)
    throw Object.assign(new Error('The body is too large.'), {
      name: 'FlowWidgetError',
      code: 'invalid-config',
    });
  if (text === '') return {};
  try {
    const body = JSON.parse(text);
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw Object.assign(new Error('The body must be a JSON object.'), {
    name: 'FlowWidgetError',
    code: 'invalid-config',
  });
}

function problem(code, kind, message, status) {
  return Response.json({ error: { code: kind, message, ...(status && { status }) } }, { status: code });
}
