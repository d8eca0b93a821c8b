/** Serves the sandbox's hosted page on an origin of its own, because the service's hosted page has one as well. */

/** The hosted page, its script, and the sandbox's API for the widget, which the script calls. */
const PATHS = /^\/(flow|sandbox\/session)\/./;

/**
 * Returns the handler for the hosted page's origin.
 *
 * @param {{ fetch(request: Request): Promise<Response> }} sandbox
 */
export const hostedPages = (sandbox) => async (request) =>
  PATHS.test(new URL(request.url).pathname)
    ? sandbox.fetch(request)
    : new Response('Not Found', { status: 404 });

/**
 * Returns the URL of the hosted page, without the session id, for the browser that has sent `request`: with the host name
 * of that request, because a phone reaches this computer by another name than the computer itself.
 *
 * @param {Request} request
 * @param {number} port the port of the hosted page's origin
 */
export function hostedUrlFor(request, port) {
  const url = new URL('/flow/', request.url);
  url.port = String(port);
  return url.href;
}
