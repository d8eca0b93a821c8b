import { flowEndpoint } from './flow-endpoint.mjs';

/** Maps each `result-…` fault to the sandbox's fault for reading the result. Creating the session succeeds. */
const RESULT_FAULTS = {
  'result-404': 'api-404',
  'result-500': 'api-500',
  'result-pending': 'result-pending',
};

/**
 * Returns a handler for the faults that the playground's server simulates: faults of the backend and the service at
 * `/api/faulty/NAME/FLOW`, and faults of the network by `?fault=NAME` in the script's URL. The handler returns
 * `undefined` for all other requests.
 */
export function faultyServer(mode, url) {
  const endpoints = new Map();
  const endpoint = (name, baseUrl) => {
    const key = `${name} ${baseUrl}`;
    if (!endpoints.has(key)) {
      const flows = mode.flows.map((flow) => ({ ...flow, baseUrl }));
      // Simulated failures are not logged.
      endpoints.set(key, flowEndpoint({ flows }, `/api/faulty/${name}/`, { onError() {} }));
    }
    return endpoints.get(key);
  };
  /** URLs that have failed already, for the faults that fail once. */
  const failed = new Set();

  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [, name] = /^\/api\/faulty\/([a-z0-9-]{1,40})\//.exec(pathname) ?? [];
    if (name) {
      if (Object.hasOwn(BACKEND_RESPONSES, name)) return BACKEND_RESPONSES[name]();
      const affectsResult = Object.hasOwn(RESULT_FAULTS, name);
      if (affectsResult && request.method === 'POST') return endpoint(name, url)(request);
      return endpoint(name, `${url}/fault/${affectsResult ? RESULT_FAULTS[name] : name}`)(request);
    }
    if (!pathname.startsWith('/widget/')) return;
    const fault = searchParams.get('fault');
    const once = fault?.endsWith('-once');
    const breakScript = SCRIPT_FAULTS[once ? fault.slice(0, -'-once'.length) : fault];
    // The loader's retries differ only in this parameter.
    const address = request.url.replace(/[?&]retry=\d+$/, '');
    if (!breakScript || (once && failed.has(address))) return;
    failed.add(address);
    return mode.sandbox.fetch(new Request(new URL(pathname, request.url))).then(breakScript);
  };
}

/** The responses of a faulty backend. */
const BACKEND_RESPONSES = {
  'backend-401': () =>
    Response.json(
      { error: { code: 'unauthorized', message: 'Please sign in.', retryable: false } },
      { status: 401 },
    ),
  'backend-html': () =>
    new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } }),
  'backend-cut': () => truncated('{"session_id":"3fa8', {}),
};

/** Functions by fault that turn the script's valid response into the faulty one. */
const SCRIPT_FAULTS = {
  __proto__: null,
  'script-cut': async (response) => truncated(await response.text(), response.headers),
  'script-mime': (response) => {
    const headers = new Headers(response.headers);
    headers.set('content-type', 'text/plain; charset=utf-8');
    headers.set('x-content-type-options', 'nosniff');
    return new Response(response.body, { headers });
  },
};

/** Returns a response with the given headers, whose connection breaks in the middle of its body. */
function truncated(text, original) {
  const bytes = new TextEncoder().encode(text);
  const headers = new Headers(original);
  headers.set('content-length', String(bytes.length + 1));
  let sent = false;
  const body = new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new Error('The playground truncates this response on purpose.'));
      sent = true;
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
    },
  });
  return new Response(body, { headers });
}
