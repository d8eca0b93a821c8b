/**
 * Between Node's `http`, and Express and its like, and handlers of fetch requests. Written for the small
 * answers of this package: a response's body is sent in one piece. Nothing of Node's is imported.
 */

/** What is used of Node's `IncomingMessage`, and of what Express adds to it. */
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  /** The whole address, where Express has cut the mount's path off `url`. */
  originalUrl?: string | undefined;
  /** Names and values in turn. */
  rawHeaders: string[];
  headers: { [name: string]: string | string[] | undefined };
  /** Whether the body has been read, by `express.json()` say. */
  readableEnded: boolean;
  /** Whether nothing more can be read. */
  destroyed: boolean;
  /** What it was read into. */
  body?: unknown;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  headersSent: boolean;
  writableEnded: boolean;
  writeHead(status: number, headers: string[]): unknown;
  end(body?: Uint8Array): unknown;
  destroy(): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Makes a listener for Node's `http.createServer` and a handler for Express out of a handler of fetch
 * requests. That one gets Node's request as its second argument, with whatever a middleware left there.
 */
export function toNodeHandler<Incoming extends NodeRequest = NodeRequest>(
  handler: (request: Request, context: Incoming) => Promise<Response>,
): (request: Incoming, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => {
      if (!outgoing.writableEnded) gone.abort();
    });
    let request: Request;
    try {
      request = toRequest(incoming, gone.signal);
    } catch {
      // A host or a method that fetch does not allow.
      return void end(outgoing, new Response(null, { status: 400 }));
    }
    try {
      await end(outgoing, await handler(request, incoming));
    } catch {
      // Handlers of this package do not reject; a body that breaks off can only be passed on as that.
      if (outgoing.headersSent) outgoing.destroy();
      else await end(outgoing, new Response(null, { status: 500 }));
    }
  };
}

async function end(outgoing: NodeResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  // `Set-Cookie` stands there once for each cookie.
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(body.length > 0 ? body : undefined);
}

function toRequest(incoming: NodeRequest, signal: AbortSignal): Request {
  const { method = 'GET', rawHeaders } = incoming;
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = rawHeaders.slice(index, index + 2) as [string, string];
    // HTTP/2's method and path are no headers to fetch.
    if (!name.startsWith(':')) headers.append(name, value);
  }
  const path = incoming.originalUrl ?? incoming.url ?? '/';
  // Joined, not resolved: a path that begins with two slashes would name a host.
  const url = path.startsWith('/') ? `http://${headers.get('host') ?? 'localhost'}${path}` : path;
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(incoming);
  // Streams want `duplex`, which not all types know.
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit);
}

function bodyOf(incoming: NodeRequest): BodyInit | null {
  const { headers, readableEnded, destroyed, body } = incoming;
  if (!readableEnded && !destroyed) return stream(incoming);
  // Some parsers leave an object where there was nothing.
  const empty = headers['transfer-encoding'] === undefined && !Number(headers['content-length']);
  if (empty || body === undefined) return null;
  return typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body);
}

/**
 * Begun by the first read: what nobody reads Node throws away itself. Cancelled, the rest is thrown away too;
 * to destroy the request would close the connection before the answer.
 */
function stream(incoming: NodeRequest): ReadableStream<Uint8Array> {
  let begun = false;
  let over = false;
  const end = (work: () => void) => {
    if (!over) work();
    over = true;
  };
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const broken = () => end(() => controller.error(new Error('The connection was closed.')));
    if (incoming.destroyed) return broken();
    incoming.on('data', (chunk) => {
      if (over) return;
      incoming.pause();
      controller.enqueue(chunk);
    });
    incoming.on('end', () => end(() => controller.close()));
    incoming.on('error', (error) => end(() => controller.error(error)));
    incoming.on('close', broken);
  };
  return new ReadableStream(
    {
      pull(controller) {
        if (!begun) begin(controller);
        begun = true;
        incoming.resume();
      },
      cancel() {
        over = true;
        incoming.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
