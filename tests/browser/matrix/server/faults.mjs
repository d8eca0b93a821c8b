/** Faults of the server, by name. Each gets the response, the file, the request and its parameters. */

const later = (ms, work) => {
  // `unref`: a pending response must not keep the process running.
  setTimeout(work, ms).unref();
};

const send = (response, { status = 200, type, headers, body }) => {
  response.writeHead(status, { ...headers, ...(type && { 'content-type': type }) });
  response.end(body);
};

const status = (code) => (response, file) =>
  send(response, { ...file, status: code, type: 'text/plain', body: `status ${code}` });

const redirect =
  (to) =>
  (response, file, request, { other }) =>
    send(response, {
      ...file,
      status: 302,
      headers: { ...file.headers, location: to(request.url, other) },
      body: '',
    });

/** Sends half of a file. `end` closes the connection; `announce` sends the whole length as Content-Length. */
const half = (end, announce) => (response, file) => {
  const bytes = Buffer.from(file.body);
  const length = announce ? { 'content-length': String(bytes.length) } : {};
  response.writeHead(200, { ...file.headers, 'content-type': file.type, ...length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  if (end) later(30, () => response.socket?.destroy());
};

export const FAULTS = {
  ok: send,
  204: (response, file) => send(response, { ...file, status: 204, body: '' }),
  403: status(403),
  404: status(404),
  410: status(410),
  429: status(429),
  500: status(500),
  503: status(503),
  /** An HTML page instead of the file, as single-page application servers send for unknown paths. */
  html: (response, file) =>
    send(response, { ...file, type: 'text/html', body: '<!doctype html><title>Sign in</title><p>Sign in' }),
  'html-as-script': (response, file) => send(response, { ...file, body: '<!doctype html><title>Sign in' }),
  plain: (response, file) =>
    send(response, {
      ...file,
      type: 'text/plain',
      headers: { ...file.headers, 'x-content-type-options': 'nosniff' },
    }),
  json: (response, file) => send(response, { ...file, type: 'application/json' }),
  octets: (response, file) => send(response, { ...file, type: 'application/octet-stream' }),
  'no-type': (response, file) => send(response, { ...file, type: undefined }),
  empty: (response, file) => send(response, { ...file, body: '' }),
  truncated: (response, file) => send(response, { ...file, body: file.body.slice(0, file.body.length / 2) }),
  garbage: (response, file) =>
    send(response, { ...file, body: Buffer.alloc(2_000, '\u0000\u0007\u00ff{[(') }),
  gzip: (response, file) =>
    send(response, { ...file, headers: { ...file.headers, 'content-encoding': 'gzip' } }),
  'no-cors': (response, { headers: { 'access-control-allow-origin': _, ...headers }, ...file }) =>
    send(response, { ...file, headers }),
  'other-cors': (response, file) =>
    send(response, {
      ...file,
      headers: { ...file.headers, 'access-control-allow-origin': 'https://example.com' },
    }),
  'cors-of-page': (response, file, request) =>
    send(response, {
      ...file,
      headers: {
        ...file.headers,
        'access-control-allow-origin': request.headers.origin ?? 'null',
        'access-control-allow-credentials': 'true',
      },
    }),
  'no-corp': (response, { headers: { 'cross-origin-resource-policy': _, ...headers }, ...file }) =>
    send(response, { ...file, headers }),
  redirect: redirect((url) => url.replace('fault=redirect', 'fault=ok')),
  'redirect-other': redirect((url, other) => other + url.replace('fault=redirect-other', 'fault=ok')),
  loop: redirect((url) => url),
  'redirect-nowhere': redirect(() => 'http://127.0.0.1:9/nowhere.js'),
  hang: () => {},
  stall: half(false, true),
  cut: half(true, true),
  'cut-chunked': half(true, false),
  reset: (response) => response.socket?.destroy(),
  slow: (response, file, _, { parameters }) =>
    later(Number(parameters.get('ms')), () => send(response, file)),
};

/**
 * Sends a file, with the fault that the parameters name for the first `times` requests; with `until=retry`, for the
 * requests of the first attempt: one, or two if the browser does not share a preload's failure with the tag.
 */
export function answer(response, file, request, { parameters, count, other }) {
  const isFirst = !parameters.has('retry');
  const most = parameters.get('until') === 'retry' && !isFirst ? 0 : Number.POSITIVE_INFINITY;
  const times = Number(parameters.get('times') ?? most);
  // A signed URL is valid only with the query that was signed.
  const isSigned = !parameters.has('exact') || isFirst;
  const name = count <= times ? (parameters.get('fault') ?? 'ok') : isSigned ? 'ok' : '403';
  const fault = FAULTS[name];
  if (!fault) throw new Error(`Unknown fault: ${name}`);
  fault(response, file, request, { parameters, other });
}
