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
 * Wraps a listener of Node's `http` so that it gets only requests whose `Host` is allowed; others get a 403. IP addresses
 * and `localhost` are always allowed. `X-Forwarded-Host` is ignored.
 *
 * @param {import('node:http').RequestListener} listener
 * @param {readonly string[]} hosts further host names, without port
 * @param {string} option how the user can allow a host, for the message
 * @returns {import('node:http').RequestListener}
 */
export function checkHosts(listener, hosts, option) {
  const allowed = new Set(hosts.map(hostOf));
  return (request, response) => {
    const header = request.headers.host ?? '';
    const host = hostOf(header);
    if (host !== undefined && (isSafe(host) || allowed.has(host))) return listener(request, response);
    const problem = header
      ? `The host ${JSON.stringify(header)} is not allowed`
      : 'The header Host is missing';
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    response.end(`${problem} (protection against DNS rebinding). To allow a host, use ${option}.\n`);
  };
}
