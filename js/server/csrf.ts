import type { CorsOptions } from './cors.js';
import { HttpError } from './http-error.js';

/**
 * CSRF protection: rejects requests from pages of other origins that `cors` does not allow. Otherwise such a page could
 * create sessions on behalf of a signed-in user, even though it cannot read the response. Non-browser clients pass.
 *
 * @param settings the options; `trustProxy` makes `X-Forwarded-Host` and `X-Forwarded-Proto` count
 * @throws HttpError 403
 */
export function checkCsrf(
  request: Request,
  { cors, trustProxy }: { cors?: CorsOptions | undefined; trustProxy?: boolean | undefined },
): void {
  const origin = request.headers.get('origin');
  if (origin && cors?.origins.includes(origin)) return;
  const site = request.headers.get('sec-fetch-site');
  const allowed = site
    ? site === 'same-origin' || site === 'none'
    : !origin || isSameOrigin(origin, request, trustProxy === true);
  if (!allowed) throw new HttpError(403, 'forbidden', 'Requests from this origin are not allowed.');
}

/**
 * Fallback for browsers without `Sec-Fetch-Site`. Behind a proxy the request's URL may have an internal host, so the
 * origin may also match `Host`, which a page cannot set. A proxy that ends TLS makes an `https` page's request arrive
 * by `http`; a page that was loaded by `http` never counts as the same origin as an `https` URL.
 */
function isSameOrigin(origin: string, { headers, url }: Request, trustProxy: boolean): boolean {
  const [, scheme, host] = /^(https?):\/\/(.+)$/.exec(origin) ?? [];
  if (host === undefined) return false;
  const forwarded = (name: string) => (trustProxy ? headers.get(name)?.split(',')[0]?.trim() : undefined);
  const target = new URL(url);
  const protocol = forwarded('x-forwarded-proto') ?? target.protocol;
  if (/^https:?$/i.test(protocol) && scheme !== 'https') return false;
  // An origin has lower-case letters and no default port; a proxy may write both otherwise.
  const standardPort = scheme === 'https' ? /:443$/ : /:80$/;
  const candidates = [target.host, headers.get('host'), forwarded('x-forwarded-host')];
  return candidates.some((candidate) => candidate?.toLowerCase().replace(standardPort, '') === host);
}
