/** Requests to the backend. Node's `http` sends paths and headers as they are given; `fetch` would change them. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** The users whose requests are sent. `b` must be another user than `a`. */
export type User = 'a' | 'b';

/** The headers that identify each user, as alternating names and values would be: a name can be repeated. */
export type Users = Partial<Record<User, readonly (readonly [string, string])[]>>;

/** A request to the backend. */
export interface Sent {
  readonly method: string;
  /** The URL, with the path as it is sent. */
  readonly url: string;
  /** The user whose headers are added. */
  readonly user?: User | undefined;
  /** The headers without those of the user. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How the body is sent: in chunks without `Content-Length`, or without ever ending. Default: as a whole. */
  readonly transfer?: 'chunked' | 'endless' | undefined;
}

/** A request and its response, or the reason why there is none. */
export interface Exchange {
  readonly sent: Sent;
  /** 0 if there is no response. */
  readonly status: number;
  /** The headers by lowercase name; a repeated one is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON; `undefined` if it is not JSON. */
  readonly json: unknown;
  /** Why there is no response. */
  readonly problem?: 'timeout' | 'closed' | 'unreachable';
}

/** The maximum number of characters that are read of a response. */
const MAX_RESPONSE = 4_194_304;

/**
 * Sends a request. Never rejects.
 *
 * @param users the headers of the users
 * @param limit how long the whole response may take, in ms
 */
export function exchange(sent: Sent, users: Users, limit: number): Promise<Exchange> {
  const url = new URL(sent.url);
  // The URL class removes `..` and encodes characters; the path is sent as it was given.
  const path = sent.url.replace(/^[a-z]+:\/\/[^/?#]+/i, '') || '/';
  const headers = Object.entries({ ...sent.headers }).concat(
    ((sent.user && users[sent.user]) ?? []).map(([name, value]): [string, string] => [name, value]),
  );
  return new Promise((resolve) => {
    const end = (result: Partial<Exchange>) => {
      clearTimeout(timer);
      resolve({ sent, status: 0, headers: {}, body: '', json: undefined, ...result });
      request.destroy();
    };
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const { hostname, port } = url;
    const host = hostname.replace(/^\[|\]$/g, '');
    const request = send({ host, port, path, method: sent.method, agent: false }, (response) => {
      readText(response).then(
        (body) => end({ status: response.statusCode ?? 0, headers: headersOf(response), ...parse(body) }),
        () => end({ problem: 'closed' }),
      );
    });
    const timer = setTimeout(() => end({ problem: 'timeout' }), limit);
    request.on('error', ({ code }: NodeJS.ErrnoException) =>
      end({ problem: code === 'ECONNREFUSED' || code === 'ENOTFOUND' ? 'unreachable' : 'closed' }),
    );
    const values = new Map<string, string[]>();
    for (const [name, value] of headers) values.set(name, [...(values.get(name) ?? []), value]);
    for (const [name, list] of values)
      request.setHeader(name, list.length === 1 ? (list[0] as string) : list);
    if (sent.body !== undefined && sent.transfer === undefined)
      request.setHeader('content-length', Buffer.byteLength(sent.body));
    // Otherwise Node adds the length if it knows the whole body.
    if (sent.transfer === 'chunked') request.setHeader('transfer-encoding', 'chunked');
    if (sent.body === undefined) request.end();
    else if (sent.transfer === 'endless') request.write(sent.body);
    else request.end(sent.body);
  });
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += chunk;
    if (text.length > MAX_RESPONSE) break;
  }
  return text;
}

function parse(body: string): Pick<Exchange, 'body' | 'json'> {
  try {
    return { body, json: JSON.parse(body) };
  } catch {
    return { body, json: undefined };
  }
}
