/** The host's backend in small, in the place of `fetch`, for the two requests of `verify`. */
import type { FlowWidgetMockOptions } from './options.js';
import { replace } from './replace.js';

/** A backend that is stood in for. */
export interface MockBackend {
  /** What was sent to it. */
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    /** The body, parsed. */
    readonly body: unknown;
  }[];
  /** Puts `fetch` back. */
  restore: () => void;
}

/** Answers what goes to `endpoint`; everything else goes where it went before. */
export function mockBackend({ endpoint, verdict, refuse }: FlowWidgetMockOptions): MockBackend {
  const requests: MockBackend['requests'] = [];
  if (endpoint === undefined) return { requests, restore: () => {} };
  /** An address without what may come behind it: a slash, a query. */
  const here = (address: string) => {
    const { origin, pathname } = new URL(address, document.baseURI);
    return origin + pathname.replace(/\/$/, '');
  };
  const place = here(endpoint);
  const before = globalThis.fetch;
  let count = 0;

  const answer = (status: number, body: unknown) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

  const handle = (method: string, id: string) => {
    if (method === 'POST') {
      if (refuse) return answer(refuse, { error: { code: 'http', message: `The test said ${refuse}.` } });
      count += 1;
      return answer(201, { session_id: `session-${count}`, technologies: [], token: `token-${count}` });
    }
    const { status = 'FINISHED', passed = true, failureReasons = [], ...more } = verdict ?? {};
    return answer(200, { ...more, session_id: id, status, passed, failure_reasons: failureReasons });
  };

  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const address = here(input instanceof Request ? input.url : String(input));
    const [, id = ''] = /^\/([^/]+)$/.exec(address.slice(place.length)) ?? [];
    if (address !== (id ? `${place}/${id}` : place)) return before(input, init);
    init.signal?.throwIfAborted();
    const method = (init.method ?? 'GET').toUpperCase();
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const { pathname: path } = new URL(address);
    requests.push({ method, path, headers: Object.fromEntries(new Headers(init.headers)), body });
    return handle(method, id);
  };
  return { requests, restore: replace(globalThis, 'fetch', fetch) };
}
