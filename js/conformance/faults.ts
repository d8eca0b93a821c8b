import type { ServerResponse } from 'node:http';

/** What the stand-in for the service does instead of answering. */
export type FaultName =
  | 'status-400'
  | 'status-403'
  | 'status-404'
  | 'status-429'
  | 'status-500'
  | 'status-503'
  | 'html'
  | 'empty'
  | 'list'
  | 'huge'
  | 'truncated'
  | 'lost'
  | 'drip'
  | 'hang'
  | 'redirect';

/** What a fault needs to know. */
export interface FaultContext {
  readonly response: ServerResponse;
  /** The path and query of the request. */
  readonly path: string;
  readonly key: string;
  /** The answer that the service would give. */
  readonly answer: string;
  /** The origin of another server, to which `redirect` leads. */
  readonly elsewhere: string;
}

/** A text that the service's errors contain. No response of the backend may contain it. */
export const ERROR_MARK = 'internal-detail-of-the-service';
/** How much `huge` sends, in bytes. */
const HUGE = 96 * 1024 * 1024;
/** The delay between two bytes of `drip`, in ms. */
const DRIP = 100;
/** A `Retry-After` in seconds that is too long for the backend to wait. */
const RETRY_AFTER = '60';

const JSON_TYPE = { 'content-type': 'application/json' };

function json({ response }: FaultContext, status: number, body: object, headers = {}): void {
  response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(body));
}

/** The service's answer with an error, which repeats the key, as a careless service would. */
const failed = (context: FaultContext, status: number, headers = {}) =>
  json(context, status, { detail: `${ERROR_MARK}: the request with the key ${context.key} failed` }, headers);

/** Makes each fault happen. */
export const FAULTS: Record<FaultName, (context: FaultContext) => void> = {
  'status-400': (context) => failed(context, 400),
  'status-403': (context) => failed(context, 403),
  'status-404': (context) => failed(context, 404),
  'status-429': (context) => failed(context, 429, { 'retry-after': RETRY_AFTER }),
  'status-500': (context) => failed(context, 500),
  'status-503': (context) => failed(context, 503, { 'retry-after': RETRY_AFTER }),
  html: ({ response, key }) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${ERROR_MARK} ${key}</p>`),
  empty: ({ response }) => void response.writeHead(200, JSON_TYPE).end(),
  list: ({ response }) => void response.writeHead(200, JSON_TYPE).end('[true]'),
  huge: ({ response, answer }) => sendHuge(response, answer),
  truncated: ({ response, answer }) => {
    const body = answer.slice(0, answer.length / 2);
    response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(answer) });
    response.write(body, () => response.destroy());
  },
  lost: ({ response }) => void response.destroy(),
  drip: ({ response }) => {
    response.writeHead(200, JSON_TYPE);
    const timer = setInterval(() => response.write(' '), DRIP);
    response.on('close', () => clearInterval(timer));
  },
  hang: () => {
    // Closed when the fault ends.
  },
  redirect: ({ response, path, elsewhere }) =>
    void response.writeHead(307, { location: `${elsewhere}${path}` }).end(),
};

/** Sends a valid answer with an enormous field, as fast as the backend reads it. */
function sendHuge(response: ServerResponse, answer: string): void {
  const chunk = ' '.repeat(65_536);
  let left = HUGE;
  response.writeHead(200, JSON_TYPE);
  const send = () => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', send);
    }
    response.end(answer);
  };
  send();
}
