/** A mock of your backend: replaces `fetch` for the two requests of `verify`. */
import type { FlowWidgetMockOptions } from './options.js';
import { replace } from './replace.js';

/** A mocked backend. */
export interface MockBackend {
  /** The requests that it received. */
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    /** The body, parsed if it is JSON. */
    readonly body: unknown;
  }[];
  /** Restores the original `fetch`. */
  restore: () => void;
}

/** Replaces `fetch`: answers requests to `endpoint` and passes all others to the original `fetch`. */
export function mockBackend({ endpoint, verdict, refuse }: FlowWidgetMockOptions): MockBackend {
  const requests: MockBackend['requests'] = [];
  if (endpoint === undefined) return { requests, restore: () => {} };
  /** Resolves a URL and removes its query, fragment and trailing slash. */
  const normalize = (url: string) => {
    const { origin, pathname } = resolve(url);
    return origin + pathname.replace(/\/$/, '');
  };
  const base = normalize(endpoint);
  // Jest's jsdom environment has no `fetch`.
  const originalFetch = globalThis.fetch as typeof fetch | undefined;
  let count = 0;

  const respond = (method: string, id: string) => {
    if (method === 'POST') {
      if (refuse) {
        const message = `The test refuses the session with status ${refuse}.`;
        return json(refuse, { error: { code: 'http', message } });
      }
      count += 1;
      return json(201, { session_id: `session-${count}`, technologies: [], token: `token-${count}` });
    }
    const {
      status = 'FINISHED',
      passed = true,
      cancelled = false,
      failureReasons = [],
      ...more
    } = verdict ?? {};
    const failure_reasons = failureReasons;
    return json(200, { ...more, session_id: id, status, passed, cancelled, failure_reasons });
  };

  const mock = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = normalize(typeof input === 'object' && 'url' in input ? input.url : String(input));
    const [, id = ''] = /^\/([^/]+)$/.exec(url.slice(base.length)) ?? [];
    if (url !== (id ? `${base}/${id}` : base)) {
      if (originalFetch) return originalFetch(input, init);
      throw new TypeError(`fetch is not defined, and the mocked endpoint is ${base}, not ${url}.`);
    }
    // An application that wraps `fetch` may pass a `Request`, whose fields those of `init` replace.
    const request = typeof input === 'object' && 'url' in input ? input : undefined;
    const signal = init.signal ?? request?.signal;
    if (signal?.aborted) throw signal.reason;
    const method = (init.method ?? request?.method ?? 'GET').toUpperCase();
    const text = init.body ?? (await request?.clone().text());
    const { pathname: path } = new URL(url);
    const headers = Object.fromEntries(new Headers(init.headers ?? request?.headers));
    requests.push({ method, path, headers, body: parse(text) });
    return respond(method, id);
  };
  return { requests, restore: replace(globalThis, 'fetch', mock) };
}

/** Parses a body. One that is not JSON stays as it is. */
function parse(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Resolves a URL as the page does. */
function resolve(url: string): URL {
  try {
    return new URL(url, document.baseURI);
  } catch (cause) {
    const hint = "Give the page a URL, such as 'http://localhost/', in the options of jsdom or happy-dom.";
    throw new TypeError(`Cannot resolve '${url}' against the page's URL, ${document.baseURI}. ${hint}`, {
      cause,
    });
  }
}

/** Creates a response. Jest's jsdom environment has no `Response`: then it has only what `verify` and `json()` need. */
function json(status: number, value: unknown): Response {
  const text = JSON.stringify(value);
  const headers = { 'content-type': 'application/json' };
  if (typeof Response === 'function') return new Response(text, { status, headers });
  return {
    ok: status >= 200 && status < 300,
    status,
    type: 'default',
    headers: new Headers(headers),
    text: async () => text,
    json: async () => JSON.parse(text),
  } as Response;
}
