/**
 * An adapter from fetch handlers to Node's `http`, Express and similar frameworks. It imports nothing from Node. The
 * body of a response is sent in one piece, since the responses of this package are small.
 */

import { ConsumedBodyError } from './body.js';
import { isFetched, removeEncoding } from './response.js';

/** The part of Node's `IncomingMessage` (or `Http2ServerRequest`) that the adapter uses, with the additions of Express. */
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  /** The URL with the mount path, which Express removes from `url`. */
  originalUrl?: string | undefined;
  /** The headers by name. Middleware may have changed them, and adapters for serverless platforms set nothing else. */
  headers: object;
  /** The connection; `encrypted` is true with TLS. */
  socket?: object | null | undefined;
  /** The stream of a request by HTTP/2. */
  stream?: object | null | undefined;
  /** Whether the body has been read, for example by `express.json()`. */
  readableEnded: boolean;
  /** Whether the stream is closed. */
  destroyed: boolean;
  /** The body, if a middleware has parsed it. */
  body?: unknown;
  /** The encoding that middleware has set with `setEncoding`: then the chunks are text. */
  readableEncoding?: string | null | undefined;
  on(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** The part of Node's `ServerResponse` (or `Http2ServerResponse`) that the adapter uses. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** Whether the connection is closed; undefined with HTTP/2. */
  readonly destroyed?: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  getHeaderNames(): string[];
  removeHeader(name: string): unknown;
  setHeader(name: string, value: string | string[]): unknown;
  end(): unknown;
  end(body: Uint8Array): unknown;
  destroy(): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Headers of one connection, which Node sets itself. HTTP/2 forbids most of them, and Node throws. A response that
 * `fetch` returned may contain them.
 */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Converts a fetch handler to a listener for Node's `http` and `http2`, which is also a handler for Express; with Fastify,
 * pass it `request.raw` and `reply.raw`. The fetch handler gets Node's request as its second argument, with the
 * properties that middleware added.
 *
 * Headers of the connection, such as `Connection` and `Transfer-Encoding`, are not sent. `Content-Length` is that of the
 * body. `Content-Encoding` is sent, except that of a response that `fetch` returned: `fetch` has decoded its body. The
 * listener never rejects.
 */
export function toNodeHandler<Incoming extends NodeRequest = NodeRequest>(
  handler: (request: Request, context: Incoming) => Promise<Response>,
): (request: Incoming, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const closed = new AbortController();
    const onClose = () => {
      if (!outgoing.writableEnded) closed.abort();
    };
    // Middleware may have waited until after the client disconnected.
    if (outgoing.destroyed) onClose();
    outgoing.on('close', onClose);
    let request: Request;
    try {
      request = toRequest(incoming, closed.signal);
    } catch {
      // A host or method that is invalid for fetch.
      return fail(outgoing, 400);
    }
    try {
      await send(outgoing, await handler(request, incoming), request.method);
    } catch {
      // The handler has rejected (those of this package never do), or its response could not be read or sent.
      fail(outgoing, 500);
    }
  };
}

/** Sends an empty response without the headers set so far, or closes the connection if that is impossible. */
function fail(outgoing: NodeResponse, status: number): void {
  try {
    if (outgoing.headersSent) return void outgoing.destroy();
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
    outgoing.statusCode = status;
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

/**
 * Sends a response. Sets each header on its own: Node keeps only the last cookie of a list passed to `writeHead` if
 * other headers were set before, and middleware that wraps `writeHead` may misread such a list.
 */
async function send(outgoing: NodeResponse, response: Response, method: string): Promise<void> {
  const headers = new Headers(response.headers);
  if (isFetched(response)) removeEncoding(headers);
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.length > 0) headers.set('content-length', String(body.length));
  // The length of an empty body is that of another response: the one to GET, or the one in the client's cache.
  else if (method !== 'HEAD' && response.status !== 304) headers.delete('content-length');
  outgoing.statusCode = response.status;
  for (const name of new Set(headers.keys())) {
    if (CONNECTION_HEADERS.has(name)) continue;
    if (name === 'set-cookie') {
      outgoing.setHeader(name, [...earlier(outgoing, name), ...headers.getSetCookie()]);
    } else {
      const value = headers.get(name) as string;
      outgoing.setHeader(name, name === 'vary' ? [...earlier(outgoing, name), value].join(', ') : value);
    }
  }
  if (body.length > 0) outgoing.end(body);
  else outgoing.end();
}

/** Returns the values of a header that middleware has set. */
function earlier(outgoing: NodeResponse, name: string): string[] {
  const value = outgoing.getHeader(name);
  return value === undefined ? [] : [value].flat().map(String);
}

function toRequest(incoming: NodeRequest, signal: AbortSignal): Request {
  const { method = 'GET' } = incoming;
  const headers = headersOf(incoming);
  const path = incoming.originalUrl ?? incoming.url ?? '/';
  // Concatenated instead of resolved: a path that begins with two slashes would change the host.
  const host = headers.get('host') || 'localhost';
  // Otherwise the host could replace the path, or contain another host.
  if (/[\s/?#@\\]/.test(host)) throw new TypeError('The host is not valid.');
  const secure = isSecure(incoming);
  // A target in absolute form has the scheme that the client writes.
  const absolute = secure ? path.replace(/^http:/i, 'https:') : path;
  const url = path.startsWith('/') ? `http${secure ? 's' : ''}://${host}${path}` : absolute;
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(incoming);
  // A stream as body requires `duplex`, which is missing in some type definitions.
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit);
}

/**
 * Returns whether the request was sent by HTTPS: to a server with TLS, or with HTTP/2 to a proxy that has ended TLS and
 * passes the pseudo-header on. CSRF protection depends on it.
 */
function isSecure({ socket, headers }: NodeRequest): boolean {
  const { encrypted } = (socket ?? {}) as { encrypted?: unknown };
  return encrypted === true || (headers as { ':scheme'?: unknown })[':scheme'] === 'https';
}

/**
 * Reads `headers`, never `rawHeaders`: middleware changes only the former, and the requests of serverless adapters have
 * only the former.
 */
function headersOf({ headers }: NodeRequest): Headers {
  const list = new Headers();
  let authority: unknown;
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2 has pseudo-headers, such as `:method`.
    if (name === ':authority') authority = value;
    if (name.startsWith(':')) continue;
    for (const each of [value].flat()) if (each !== undefined) list.append(name, each);
  }
  // `:authority` replaces `Host`, which clients and proxies may send as well (RFC 9113, section 8.3.1).
  if (typeof authority === 'string' && authority !== '') list.set('host', authority);
  return list;
}

function bodyOf(incoming: NodeRequest): BodyInit | null {
  const { readableEnded, destroyed, body } = incoming;
  if (!readableEnded && !destroyed) return stream(incoming);
  const announced = hasBody(incoming);
  if (body === undefined && announced)
    return failing(readableEnded ? new ConsumedBodyError() : new Error('The connection was closed.'));
  if (body === undefined) return null;
  // Some parsers set an empty object if there is no body.
  if (!announced && isEmpty(body)) return null;
  return typeof body === 'string' || ArrayBuffer.isView(body) ? (body as BodyInit) : jsonOf(body);
}

/** Returns the JSON of a parsed body, or a body that cannot be read if JSON cannot carry it. */
function jsonOf(body: unknown): BodyInit {
  let cause: unknown;
  try {
    const json: string | undefined = JSON.stringify(body);
    if (json !== undefined) return json;
  } catch (thrown) {
    cause = thrown;
  }
  const message =
    'The `body` that a parser has left cannot be written as JSON, for example because it has a BigInt or a cycle.';
  return failing(new ConsumedBodyError(message, cause === undefined ? undefined : { cause }));
}

/**
 * Returns whether the head of a request announces a body, which may turn out to be empty. HTTP/2 needs no header for that:
 * a request without a body ends with its headers.
 */
function hasBody(incoming: NodeRequest): boolean {
  const headers: { 'transfer-encoding'?: unknown; 'content-length'?: unknown } = incoming.headers;
  const { endAfterHeaders } = (incoming.stream ?? {}) as { endAfterHeaders?: unknown };
  return (
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length']) > 0 ||
    (endAfterHeaders === false && headers['content-length'] === undefined)
  );
}

const isEmpty = (body: unknown) =>
  body === null || body === '' || (typeof body === 'object' && Object.keys(body).length === 0);

/** Returns a body that cannot be read. */
const failing = (error: Error) => new ReadableStream({ pull: (controller) => controller.error(error) });

/**
 * Streams the body of a request. Listeners are added at the first read, so that Node discards a body that is not read.
 * Cancelling discards the rest of the body; destroying the request would close the connection before the response.
 */
function stream(incoming: NodeRequest): ReadableStream<Uint8Array> {
  let started = false;
  let ended = false;
  const end = (work: () => void) => {
    if (!ended) work();
    ended = true;
  };
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const onClose = () => end(() => controller.error(new Error('The connection was closed.')));
    if (incoming.destroyed) return onClose();
    incoming.on('data', (chunk) => {
      if (ended) return;
      incoming.pause();
      if (typeof chunk !== 'string') return controller.enqueue(chunk);
      const encoding = incoming.readableEncoding ?? 'utf8';
      if (/^utf-?8$/i.test(encoding)) return controller.enqueue(new TextEncoder().encode(chunk));
      const message = `Middleware has called \`setEncoding('${encoding}')\` of the request; only UTF-8 can be read. Mount the handler before it.`;
      end(() => controller.error(new ConsumedBodyError(message)));
    });
    incoming.on('end', () => end(() => controller.close()));
    incoming.on('error', (error) => end(() => controller.error(error)));
    incoming.on('close', onClose);
  };
  return new ReadableStream(
    {
      pull(controller) {
        if (!started) start(controller);
        started = true;
        incoming.resume();
      },
      cancel() {
        ended = true;
        incoming.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
