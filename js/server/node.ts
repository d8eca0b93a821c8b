/**
 * An adapter from fetch handlers to Node's `http`, Express and similar frameworks. It imports nothing from Node. The
 * body of a response is sent in one piece, since the responses of this package are small.
 */

/** The part of Node's `IncomingMessage` that the adapter uses, with the additions of Express. */
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  /** The URL with the mount path, which Express removes from `url`. */
  originalUrl?: string | undefined;
  /** The names and values of the headers, alternating. */
  rawHeaders: string[];
  headers: { [name: string]: string | string[] | undefined };
  /** Whether the body has been read, for example by `express.json()`. */
  readableEnded: boolean;
  /** Whether the stream is closed. */
  destroyed: boolean;
  /** The body, if a middleware has parsed it. */
  body?: unknown;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** The part of Node's `ServerResponse` that the adapter uses. */
export interface NodeResponse {
  headersSent: boolean;
  writableEnded: boolean;
  writeHead(status: number, headers: string[]): unknown;
  end(body?: Uint8Array): unknown;
  destroy(): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Converts a fetch handler to a listener for Node's `http.createServer`, which is also a handler for Express. The fetch
 * handler gets Node's request as its second argument, with the properties that middleware added.
 */
export function toNodeHandler<Incoming extends NodeRequest = NodeRequest>(
  handler: (request: Request, context: Incoming) => Promise<Response>,
): (request: Incoming, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const closed = new AbortController();
    outgoing.on('close', () => {
      if (!outgoing.writableEnded) closed.abort();
    });
    let request: Request;
    try {
      request = toRequest(incoming, closed.signal);
    } catch {
      // A host or method that is invalid for fetch.
      return void send(outgoing, new Response(null, { status: 400 }));
    }
    try {
      await send(outgoing, await handler(request, incoming));
    } catch {
      // The handler has rejected (those of this package never do), or the body of its response could not be read.
      if (outgoing.headersSent) outgoing.destroy();
      else await send(outgoing, new Response(null, { status: 500 }));
    }
  };
}

async function send(outgoing: NodeResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  // The iterator yields one `Set-Cookie` entry per cookie.
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(body.length > 0 ? body : undefined);
}

function toRequest(incoming: NodeRequest, signal: AbortSignal): Request {
  const { method = 'GET', rawHeaders } = incoming;
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = rawHeaders.slice(index, index + 2) as [string, string];
    // Skip HTTP/2 pseudo-headers such as `:method`.
    if (!name.startsWith(':')) headers.append(name, value);
  }
  const path = incoming.originalUrl ?? incoming.url ?? '/';
  // Concatenated instead of resolved: a path that begins with two slashes would change the host.
  const url = path.startsWith('/') ? `http://${headers.get('host') ?? 'localhost'}${path}` : path;
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(incoming);
  // A stream as body requires `duplex`, which is missing in some type definitions.
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit);
}

function bodyOf(incoming: NodeRequest): BodyInit | null {
  const { headers, readableEnded, destroyed, body } = incoming;
  if (!readableEnded && !destroyed) return stream(incoming);
  // Some parsers set `body` to an empty object if there is no body.
  const empty = headers['transfer-encoding'] === undefined && !Number(headers['content-length']);
  if (empty || body === undefined) return null;
  return typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body);
}

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
      controller.enqueue(chunk);
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
