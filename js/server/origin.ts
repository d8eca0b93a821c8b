import { Problem } from './problem.js';

/** Pages of other origins that may use the handler. */
export interface CorsOptions {
  /** Their origins, such as `https://shop.example`; never `*`. */
  origins: readonly string[];
  /** Whether they may send cookies, which is what most hosts know a person by. Default: true. */
  credentials?: boolean;
}

/** How long a browser may remember a preflight's answer, in seconds. */
const PREFLIGHT_AGE = '600';

/** The header for the token where `Authorization` is the host's own. */
export const TOKEN_HEADER = 'X-Flow-Token';

/** The headers that tell a browser whether a page of this origin may read the answer. */
export function corsHeaders(request: Request, cors: CorsOptions | undefined): Record<string, string> {
  if (!cors) return {};
  // Whoever the answer is for: a cache must not give it to another origin.
  const vary = { Vary: 'Origin' };
  const origin = request.headers.get('origin');
  if (!origin || !cors.origins.includes(origin)) return vary;
  return {
    ...vary,
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Retry-After',
    ...(cors.credentials !== false && { 'Access-Control-Allow-Credentials': 'true' }),
  };
}

/** Whether a request only asks what it may do (Fetch, section 3.3.2). */
export function isPreflight(request: Request): boolean {
  const { headers, method } = request;
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

/** The answer to a preflight; `corsHeaders` come on top. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': `Authorization, Content-Type, ${TOKEN_HEADER}`,
      'Access-Control-Max-Age': PREFLIGHT_AGE,
    },
  });
}

/**
 * Refuses what a page of another origin makes a browser send: it could not read the answer, but the
 * session would be made in the name of whoever sits there. Requests of no browser pass.
 *
 * @throws Problem 403
 */
export function refuseForeign(request: Request, cors: CorsOptions | undefined): void {
  const origin = request.headers.get('origin');
  if (origin && cors?.origins.includes(origin)) return;
  const site = request.headers.get('sec-fetch-site');
  const own = site ? site === 'same-origin' || site === 'none' : !origin || isOwn(origin, request);
  if (!own) throw new Problem(403, 'forbidden', 'Pages of this origin may not do that.');
}

/**
 * For browsers without `Sec-Fetch-Site`. Behind a proxy the address of the request may be an inner one. A
 * page cannot set any of these headers without a preflight.
 */
function isOwn(origin: string, request: Request): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  const { headers, url } = request;
  return [new URL(url).host, headers.get('host'), headers.get('x-forwarded-host')].includes(host ?? '');
}
