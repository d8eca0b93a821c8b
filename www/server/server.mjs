import { createServer } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { checkHosts } from '../../js/cli/allowed-hosts.mjs';
import { faultyServer } from './faults.mjs';
import { flowEndpoint } from './flow-endpoint.mjs';
import { modeOf } from './mode.mjs';
import { staticFiles } from './static.mjs';

/**
 * Starts the playground's server. It serves the playground's page, the package, a backend endpoint and, unless `settings`
 * have a real API key, the sandbox, whose webhooks it receives. Resolves once the server listens; port 0 means any free
 * port. `allowHosts` are host names that requests may use, besides `localhost` and IP addresses; `sandbox` are the options
 * of `createSandbox`.
 */
export async function serve({
  port = 0,
  host = '127.0.0.1',
  allowHosts = [],
  settings = {},
  sandbox = {},
} = {}) {
  // The routes need the server's URL, so they are set up after it listens.
  let handler = () => new Response('The playground is starting.', { status: 503 });
  const listener = createRequestListener((request) => handler(request), { onError: report });
  const option = 'npm start -- --allow-host NAME';
  const server = createServer(checkHosts(listener, [host, ...allowHosts], option));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const url = `http://${host}:${server.address().port}`;
  const mode = await modeOf(settings, url, sandbox);
  const page = staticFiles(mode);
  const flow = flowEndpoint(mode);
  const simulateFault = mode.sandbox ? faultyServer(mode, url) : () => undefined;
  handler = async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/config.json')
      return Response.json(mode.config, { headers: { 'cache-control': 'no-store' } });
    if (pathname.startsWith('/api/flow/')) return flow(request);
    const webhook = mode.webhooks?.handle(request);
    if (webhook) return webhook;
    const faulty = simulateFault(request);
    if (faulty) return faulty;
    if (mode.sandbox && /^\/(api\/v1|fault|widget|flow|sandbox)\//.test(pathname))
      return mode.sandbox.fetch(request);
    return page(request);
  };
  return {
    url,
    mode: mode.config.mode,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Logs errors, except simulated ones, whose messages contain "on purpose". */
function report(error) {
  if (!/on purpose/.test(String(error))) console.error(error);
  return new Response('Internal Server Error', { status: 500 });
}
