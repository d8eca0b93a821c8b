import type { CorsOptions } from './cors.js';
import { HttpError } from './http-error.js';

/**
 * CSRF protection: rejects requests from pages of other origins that `cors` does not allow. Otherwise such a page could
 * create sessions on behalf of a signed-in user, even though it cannot read the response. Non-browser clients pass.
 *
 * @throws HttpError 403
 */
export function checkCsrf(request: Request, cors: CorsOptions | undefined): void {
  const origin = request.headers.get('origin');
  if (origin && cors?.origins.includes(origin)) return;
  const site = request.headers.get('sec-fetch-site');
  const allowed = site ? site === 'same-origin' || site === 'none' : !origin || isSameOrigin(origin, request);
  if (!allowed) throw new HttpError(403, 'forbidden', 'Requests from this origin are not allowed.');
}

/**
 * Fallback for browsers without `Sec-Fetch-Site`. Behind a proxy the request's URL may have an internal host, so the
 * origin may also match `Host` or `X-Forwarded-Host`. A page cannot set the former, and the latter only after a
 * preflight.
 */
function isSameOrigin(origin: string, request: Request): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  const { headers, url } = request;
  return [new URL(url).host, headers.get('host'), headers.get('x-forwarded-host')].includes(host ?? '');
}
