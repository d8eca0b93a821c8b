import { createServer } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { checkHosts } from '../../js/sandbox/allowed-hosts.mjs';
import { faultyServer } from './faults.mjs';
import { flowEndpoint } from './flow-endpoint.mjs';
import { hostedPages, hostedUrlFor } from './hosted.mjs';
import { modeOf } from './mode.mjs';
import { staticFiles } from './static.mjs';

/**
 * Starts the playground's server. It serves the playground's page, the package, a backend endpoint and, unless `settings`
 * have a real API key, the sandbox, whose webhooks it receives. The sandbox's hosted page has a second port, and with it an
 * origin of its own. Resolves once both listen; port 0 means any free port. `allowHosts` are host names that requests may
 * use, besides `localhost` and IP addresses; `sandbox` are the options of `createSandbox`.
 */
export async function serve({
  port = 0,
  hostedPort = 0,
  host = '127.0.0.1',
  allowHosts = [],
  settings = {},
  sandbox = {},
} = {}) {
  const hosts = [host, ...allowHosts];
  const main = await listen(port, host, hosts);
  const url = `http://${host}:${main.port}`;
  const mode = await modeOf(settings, url, sandbox);
  let hosted;
  try {
    if (mode.sandbox) hosted = await listen(hostedPort, host, hosts);
  } catch (error) {
    await main.close();
    throw error;
  }
  hosted?.handle(hostedPages(mode.sandbox));
  /** The URL of the hosted page; `undefined` with a real API key: the package's default is the service's. */
  const hostedUrlOf = (request) => hosted && hostedUrlFor(request, hosted.port);
  const page = staticFiles(mode, hostedUrlOf);
  const flow = flowEndpoint(mode);
  const simulateFault = mode.sandbox ? faultyServer(mode, url) : () => undefined;
  main.handle(async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === '/config.json')
      return Response.json(
        { ...mode.config, hostedUrl: hostedUrlOf(request) },
        { headers: { 'cache-control': 'no-store' } },
      );
    if (pathname.startsWith('/api/flow/')) return flow(request);
    const webhook = mode.webhooks?.handle(request);
    if (webhook) return webhook;
    const faulty = simulateFault(request);
    if (faulty) return faulty;
    // The QR code of the widget's stand-in leads here.
    if (hosted && pathname.startsWith('/flow/'))
      return new Response(null, {
        status: 307,
        headers: {
          location: new URL(pathname + search, hostedUrlOf(request)).href,
          'cache-control': 'no-store',
        },
      });
    if (mode.sandbox && /^(\/fault\/[^/]+)?\/(api\/v1|widget|sandbox)\//.test(pathname))
      return mode.sandbox.fetch(request);
    return page(request);
  });
  return {
    url,
    hostedUrl: hosted && `http://${host}:${hosted.port}/flow/`,
    mode: mode.config.mode,
    close: async () => {
      await Promise.all([main.close(), hosted?.close()]);
    },
  };
}

/** Listens on a port. Responds with 503 until there is a handler: handlers need the ports, so they are created later. */
async function listen(port, host, hosts) {
  let handler = () => new Response('The playground is starting.', { status: 503 });
  const listener = createRequestListener((request) => handler(request), { onError: report });
  const server = createServer(checkHosts(listener, hosts, 'npm start -- --allow-host NAME'));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: server.address().port,
    handle: (next) => {
      handler = next;
    },
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
