/**
 * Protection against DNS rebinding: a page whose host name resolves to this machine could otherwise use a local server,
 * because the browser takes both for the same origin. Such a request has the page's host name in `Host`. JavaScript,
 * because the playground's server, which is not compiled, uses it as well.
 */

/** Returns the host of a `Host` header without the port, in the form that URLs have; `undefined` if it is invalid. */
function hostOf(header) {
  if (!/^[^\s/?#@\\]+$/.test(header) || !URL.canParse(`http://${header}`)) return undefined;
  // A trailing dot makes a name absolute and does not change its address.
  return new URL(`http://${header}`).hostname.replace(/\.$/, '');
}

/** Returns whether a host is an IP address, which DNS cannot rebind, or a name that always means this machine. */
const isSafe = (host) => /^(\[.*\]|\d+(\.\d+){3}|([^.]+\.)*localhost)$/.test(host);

/**
 * Returns the status for a request that fetch's `Request` cannot have: with a forbidden method, or a target that is not a path.
 *
 * @param {import('node:http').IncomingMessage} request
 * @returns {400 | 405 | undefined}
 */
export function statusOf({ method = '', url = '' }) {
  if (/^(connect|trace|track)$/i.test(method)) return 405;
  return url.startsWith('/') && URL.canParse(`http://host${url}`) ? undefined : 400;
}

/**
 * Wraps a listener of Node's `http` so that it gets only requests whose `Host` is allowed; others get a 403. IP addresses
 * and `localhost` are always allowed. `X-Forwarded-Host` is ignored. The target becomes a path, and a request that fetch's
 * `Request` cannot have gets a 400 or 405.
 *
 * @param {import('node:http').RequestListener} listener
 * @param {readonly string[]} hosts further host names, without port
 * @param {string} option how the user can allow a host, for the message
 * @returns {import('node:http').RequestListener}
 */
export function checkHosts(listener, hosts, option) {
  const allowed = new Set(hosts.map(hostOf));
  return (request, response) => {
    // The host of a target in absolute form counts instead of `Host` (RFC 9112, section 3.2.2).
    const [, authority, path] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? '') ?? [];
    const header = authority ?? request.headers.host ?? '';
    const host = hostOf(header);
    if (host !== undefined && (isSafe(host) || allowed.has(host))) {
      if (authority !== undefined) request.url = path?.startsWith('/') ? path : `/${path}`;
      const status = statusOf(request);
      if (status === undefined) return listener(request, response);
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      return response.end('The request cannot be handled.\n');
    }
    const problem = header
      ? `The host ${JSON.stringify(header)} is not allowed`
      : 'The header Host is missing';
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    response.end(`${problem} (protection against DNS rebinding). To allow a host, use ${option}.\n`);
  };
}
