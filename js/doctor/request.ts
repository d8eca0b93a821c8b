/** Requests with a limit for the time and for the body. */
import { displayUrl } from './display.js';
import { type Finding, problem } from './finding.js';

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The limit for the response with its body, in ms. */
  readonly timeout: number;
  /** The limit for the body after decompression, in bytes. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** A response with its whole body. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The time until the body was complete, in ms. */
  readonly ms: number;
}

/** A request without a complete response. The message contains no query of the URL. */
export class RequestFailure extends Error {
  constructor(
    message: string,
    /** What to do. */
    readonly fix: string,
  ) {
    super(message);
  }
}

/** Returns the problem that a failed request is. Other errors are thrown again. */
export function failed(id: string, error: unknown): Finding {
  if (!(error instanceof RequestFailure)) throw error;
  return problem(id, error.message, error.fix);
}

/**
 * Sends a request. Redirects are not followed, so that nothing that is sent reaches another server.
 *
 * @throws RequestFailure
 */
export async function send(url: string | URL, options: RequestOptions): Promise<Answer> {
  const { method = 'GET', headers = {}, body, timeout, limit, signal } = options;
  const began = performance.now();
  const timer = AbortSignal.timeout(timeout);
  const name = displayUrl(url);
  try {
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': 'flow-widget-loader-doctor', ...headers },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timer]) : timer,
    });
    const bytes = await readBody(response, limit);
    if (!bytes) {
      throw new RequestFailure(
        `The response of ${name} is longer than ${limit / 1_000_000} MB; the rest was not read.`,
        'Check that this is the right address, and what is served there.',
      );
    }
    const ms = Math.round(performance.now() - began);
    return { url: String(url), status: response.status, headers: response.headers, body: bytes, ms };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RequestFailure) throw error;
    if (timer.aborted) {
      throw new RequestFailure(
        `${name} did not respond completely within ${timeout} ms.`,
        `Try again, or raise the limit with --timeout MS. If it stays so, a firewall may drop the connection.${proxyHint()}`,
      );
    }
    throw explain(error, new URL(url));
  }
}

/** Returns the body, or `undefined` if it is longer than the limit. */
async function readBody(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/** Returns the failure for an error of `fetch`, whose cause has the code of the system or of TLS. */
function explain(error: unknown, { host, hostname }: URL): RequestFailure {
  const code = codeOf(error);
  const hint = proxyHint();
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RequestFailure(
        `DNS has no address for ${hostname} (${code}).`,
        `Check the host name, and the DNS settings of this machine.${hint}`,
      );
    case 'ECONNREFUSED':
      return new RequestFailure(
        `${host} refuses connections (${code}).`,
        `Check the address, and that the server is running.${hint}`,
      );
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return new RequestFailure(
        `TLS: the certificate of ${host} is not valid now (${code}).`,
        'Check the clock of this machine. If it is right, the certificate of the server must be renewed.',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return new RequestFailure(
        `TLS: the certificate of ${host} is for another host name (${code}).`,
        'Check the host name. A proxy or a captive portal may answer in its place.',
      );
    default:
  }
  if (/CERT|UNABLE_TO_(GET|VERIFY)/.test(code)) {
    return new RequestFailure(
      `TLS: the certificate of ${host} is not trusted (${code}).`,
      'If a proxy of your organisation inspects TLS, put its root certificate into a file and set NODE_EXTRA_CA_CERTS to its path.',
    );
  }
  if (/SSL|TLS|EPROTO/.test(code)) {
    return new RequestFailure(
      `TLS: ${host} did not complete the handshake (${code}).`,
      'Check that the address should be https, and its port.',
    );
  }
  return new RequestFailure(
    `The connection to ${host} failed (${code || 'no further details'}).`,
    `Check the address, and that no firewall blocks the connection.${hint}`,
  );
}

/** Returns the first code in an error and its causes. */
function codeOf(error: unknown): string {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    const { code, cause } = current as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^\w+$/.test(code)) return code;
    current = cause;
  }
  return '';
}

/** Returns a note if the environment has a proxy that Node.js does not use. */
export function proxyHint(env: NodeJS.ProcessEnv = process.env): string {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((each) => env[each]);
  if (name === undefined || env.NODE_USE_ENV_PROXY === '1') return '';
  return ` ${name} is set, but Node.js uses it only with NODE_USE_ENV_PROXY=1 (Node.js 24 or later).`;
}

/** The most redirects that {@link follow} follows. */
const MAX_REDIRECTS = 5;

/**
 * Sends a GET request without credentials and follows redirects.
 *
 * @returns the last response, and the URLs that redirected to it
 * @throws RequestFailure
 */
export async function follow(
  url: string,
  options: RequestOptions,
): Promise<{ answer: Answer; redirects: string[] }> {
  const redirects: string[] = [];
  for (let target = url; ; ) {
    const answer = await send(target, options);
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || location === null) return { answer, redirects };
    redirects.push(target);
    const next = URL.canParse(location, target) ? new URL(location, target) : undefined;
    if (!next || !/^https?:$/.test(next.protocol) || next.username || next.password) {
      throw new RequestFailure(
        `${displayUrl(target)} redirects to an address that is not a plain http(s) URL.`,
        'Fix the header Location of the server.',
      );
    }
    if (redirects.length > MAX_REDIRECTS) {
      throw new RequestFailure(
        `${displayUrl(url)} redirects more than ${MAX_REDIRECTS} times.`,
        'Check for a redirect loop, such as one that expects a cookie.',
      );
    }
    target = next.href;
  }
}
