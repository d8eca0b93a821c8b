/** Options for requests from pages of other origins. */
export interface CorsOptions {
  /**
   * The allowed origins, such as `https://shop.example`, or of an app, such as `capacitor://localhost`. `*` is not
   * supported.
   */
  origins: readonly string[];
  /** Whether these pages may send cookies, which most backends use to authenticate users. Default: true. */
  credentials?: boolean | undefined;
  /**
   * Headers that these pages may send in addition to `Authorization`, `Content-Type` and `X-Flow-Token`. Default: none.
   */
  headers?: readonly string[] | undefined;
}

/** How long a browser may cache the response to a preflight, in seconds. */
const PREFLIGHT_MAX_AGE = '600';

/** The request header for the token, for backends that use `Authorization` for their own authentication. */
export const TOKEN_HEADER = 'X-Flow-Token';

/** Returns the CORS headers for the response to a request. */
export function corsHeaders(request: Request, cors: CorsOptions | undefined): Record<string, string> {
  if (!cors) return {};
  // On every response, because a cache must not serve it to another origin.
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

/** Returns whether a request is a CORS preflight (Fetch standard, section 3.3.2). */
export function isPreflight(request: Request): boolean {
  const { headers, method } = request;
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

/** Creates the response to a preflight, without the headers of `corsHeaders`. */
export function preflightResponse({ headers = [] }: CorsOptions): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': ['Authorization', 'Content-Type', TOKEN_HEADER, ...headers].join(', '),
      'Access-Control-Max-Age': PREFLIGHT_MAX_AGE,
    },
  });
}
