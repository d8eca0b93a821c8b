import { flowEndpoint } from './flow-endpoint.mjs';

/** What `result-NAME` asks the service for when the result is read; the session is created as usual. */
const OF_RESULT = { 'result-404': 'api-404', 'result-500': 'api-500', 'result-pending': 'result-pending' };

/**
 * The playground's faults that are none of the service's: of the backend, at `/api/faulty/NAME/FLOW`, and of the
 * network between page and script, `?fault=NAME` there. Answers a request, or nothing if it is not about one.
 */
export function faultyServer(mode, url) {
  const endpoints = new Map();
  const endpoint = (name, baseUrl) => {
    const key = `${name} ${baseUrl}`;
    if (!endpoints.has(key)) {
      const flows = mode.flows.map((flow) => ({ ...flow, baseUrl }));
      // What fails on purpose is no news.
      endpoints.set(key, flowEndpoint({ flows }, `/api/faulty/${name}/`, { onError() {} }));
    }
    return endpoints.get(key);
  };
  /** The addresses that have failed once, as they were to. */
  const spent = new Set();

  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [, name] = /^\/api\/faulty\/([a-z0-9-]{1,40})\//.exec(pathname) ?? [];
    if (name) {
      if (Object.hasOwn(BACKEND, name)) return BACKEND[name]();
      const late = Object.hasOwn(OF_RESULT, name);
      if (late && request.method === 'POST') return endpoint(name, url)(request);
      return endpoint(name, `${url}/fault/${late ? OF_RESULT[name] : name}`)(request);
    }
    if (!pathname.startsWith('/widget/')) return;
    const fault = searchParams.get('fault');
    const once = fault?.endsWith('-once');
    const answer = SCRIPT[once ? fault.slice(0, -'-once'.length) : fault];
    // The loader's repetition of a request is at the same address, but for what it adds.
    const address = request.url.replace(/[?&]retry=\d+$/, '');
    if (!answer || (once && spent.has(address))) return;
    spent.add(address);
    return mode.sandbox.fetch(new Request(new URL(pathname, request.url))).then(answer);
  };
}

const BACKEND = {
  'backend-401': () =>
    Response.json(
      { error: { code: 'unauthorized', message: 'Please sign in.', retryable: false } },
      { status: 401 },
    ),
  'backend-html': () =>
    new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } }),
  'backend-cut': () => cut('{"session_id":"3fa8', {}),
};

/** What becomes of the healthy answer. */
const SCRIPT = {
  __proto__: null,
  'script-cut': async (answer) => cut(await answer.text(), answer.headers),
  'script-mime': (answer) => {
    const headers = new Headers(answer.headers);
    headers.set('content-type', 'text/plain; charset=utf-8');
    headers.set('x-content-type-options', 'nosniff');
    return new Response(answer.body, { headers });
  },
};

/** An answer that breaks off in the middle: its length was promised and never comes. */
function cut(text, from) {
  const bytes = new TextEncoder().encode(text);
  const headers = new Headers(from);
  headers.set('content-length', String(bytes.length + 1));
  let sent = false;
  const body = new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new Error('The playground cut this answer on purpose.'));
      sent = true;
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
    },
  });
  return new Response(body, { headers });
}
