/** The service that the backend under test calls: the sandbox, with faults in front of it, and a record of its requests. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkHosts } from '../sandbox/allowed-hosts.mjs';
import { createSandbox, type SandboxEnding, type SandboxOutcome, sandboxKeys } from '../sandbox/sandbox.js';
import { FAULTS, type FaultName } from './faults.js';

/** A request that the backend has sent to the service. */
export interface ServiceRequest {
  readonly operation: 'create' | 'result' | 'other';
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The session that was created, or whose result was requested. */
  sessionId?: string | undefined;
}

/** A result of the service; the id of the session is added. */
export type Result = Record<string, unknown>;

/** The API key of the stand-in's flow. */
export const SERVICE_KEY = sandboxKeys.everyone;

const CREATE = '/api/v1/flows/session/create/';
const RESULT = '/api/v1/flows/session/result/';
/** The longest body of a request that is read, in bytes. */
const MAX_BODY = 16 * 1024 * 1024;

/** The names by which a container reaches this machine's loopback address; the domain is reserved, so DNS cannot rebind them. */
const CONTAINER_HOSTS = ['host.docker.internal', 'host.containers.internal'];

/** The stand-in for the service. */
export class Service {
  /** Every request so far. */
  readonly requests: ServiceRequest[] = [];
  /** The requests to the other server, to which the fault `redirect` leads. */
  readonly strayed: ServiceRequest[] = [];
  readonly key = SERVICE_KEY;
  readonly #sandbox = createSandbox({ settleMs: 0 });
  readonly #results = new Map<string, Result>();
  readonly #responses = new Set<ServerResponse>();
  readonly #server = createServer(guarded((request, response) => this.#serve(request, response)));
  readonly #elsewhere = createServer(guarded((request, response) => this.#serveElsewhere(request, response)));
  #fault: { name: FaultName; operation: ServiceRequest['operation'] } | undefined;

  /** Starts the stand-in on this machine's loopback address. Rejects if the port is in use. */
  async start(port = 0): Promise<void> {
    await listen(this.#server, port);
    await listen(this.#elsewhere, 0);
  }

  /** The base URL. */
  get url(): string {
    return urlOf(this.#server);
  }

  /** Ends the servers and their connections. */
  async stop(): Promise<void> {
    for (const server of [this.#server, this.#elsewhere]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** Makes every request of one operation fail while `work` runs. */
  async during<T>(name: FaultName, operation: 'create' | 'result', work: () => Promise<T>): Promise<T> {
    this.#fault = { name, operation };
    try {
      return await work();
    } finally {
      this.#fault = undefined;
      for (const response of this.#responses) response.destroy();
    }
  }

  /** Sets the result of a session. */
  setResult(sessionId: string, result: Result): void {
    this.#results.set(sessionId, result);
  }

  /** Ends a session as if the user had gone through it. */
  async end(sessionId: string, outcome: SandboxOutcome | SandboxEnding): Promise<void> {
    await this.#sandbox.end(sessionId, outcome);
  }

  /** Creates a session that the backend does not know. */
  async createSession(): Promise<string> {
    const body = JSON.stringify({ api_key: this.key });
    const response = await this.#sandbox.fetch(new Request(`${this.url}${CREATE}`, { method: 'POST', body }));
    return ((await response.json()) as { session_id: string }).session_id;
  }

  /** The requests that would have created a session. */
  get creations(): readonly ServiceRequest[] {
    return this.requests.filter(({ operation }) => operation === 'create');
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#responses.add(response);
    response.on('close', () => this.#responses.delete(response));
    const request = await record(incoming);
    if (!request) return;
    this.requests.push(request);
    const { name, operation } = this.#fault ?? {};
    const { status, type, text } = await this.#answer(request, incoming);
    if (name && operation === request.operation) {
      const path = incoming.url ?? '/';
      FAULTS[name]({ response, path, key: this.key, answer: text, elsewhere: urlOf(this.#elsewhere) });
      return;
    }
    response.writeHead(status, { 'content-type': type }).end(text);
  }

  async #answer(request: ServiceRequest, { url }: IncomingMessage) {
    const { method, headers, body, operation, query } = request;
    const init = { method, ...(body !== '' && { body }) };
    const contentType = headers['content-type'] ?? 'application/octet-stream';
    const response = await this.#sandbox.fetch(
      // Concatenated: a path that begins with two slashes would change the host.
      new Request(`${this.url}${url}`, { ...init, headers: { 'content-type': contentType } }),
    );
    const { status } = response;
    const type = response.headers.get('content-type') ?? 'application/json';
    const text = await response.text();
    if (operation === 'create' && response.ok) request.sessionId = JSON.parse(text).session_id;
    if (operation === 'result') request.sessionId = query.get('session_id') ?? undefined;
    const result = response.ok ? this.#results.get(request.sessionId ?? '') : undefined;
    if (operation !== 'result' || !result) return { status, type, text };
    return { status, type, text: JSON.stringify({ id: request.sessionId, technologies: [], ...result }) };
  }

  /** Answers like the service, so that a backend that has followed the redirect notices nothing. */
  async #serveElsewhere(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await record(incoming);
    if (!request) return;
    this.strayed.push(request);
    const { status, type, text } = await this.#answer(request, incoming);
    response.writeHead(status, { 'content-type': type }).end(text);
  }
}

/**
 * Wraps a listener, so that no request ends the run: other programs of this machine, and pages in its browsers, can send any.
 */
function guarded(
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): RequestListener {
  const listener: RequestListener = (request, response) => {
    serve(request, response).catch(() => {
      if (!response.headersSent) response.statusCode = 500;
      response.end();
    });
  };
  return checkHosts(listener, CONTAINER_HOSTS, '127.0.0.1 or host.docker.internal');
}

/** Reads a request; `undefined` if it was broken off. */
async function record(incoming: IncomingMessage): Promise<ServiceRequest | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming) {
      length += chunk.length;
      if (length <= MAX_BODY) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  const { method = 'GET', headers, url = '/' } = incoming;
  const { pathname: path, searchParams: query } = new URL(`http://service${url}`);
  const isCreate = method === 'POST' && path === CREATE;
  const isResult = method === 'GET' && path === RESULT;
  const operation = isCreate ? 'create' : isResult ? 'result' : 'other';
  return { operation, method, path, query, headers, body: Buffer.concat(chunks).toString() };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
