import { createServer } from 'node:http';
import { createSandbox, sandboxKeys } from '../../dist/sandbox.js';
import { createFlowHandler, createWebhookHandler, toNodeHandler } from '../../dist/server.js';

/** The secret in the path of the webhook. */
export const SECRET = 'a-webhook-secret-0123456789';
/** The header that identifies the user. */
export const USER = 'x-user';

/** Starts a server on a free port of the loopback interface. Returns its URL, and a function that closes it. */
async function listen(listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** Starts the sandbox, with results that are final as soon as a session has ended. */
export function startSandbox() {
  const sandbox = createSandbox({ settleMs: 0 });
  return listen(toNodeHandler((request) => sandbox.fetch(request)));
}

/**
 * Starts a server with the two handlers, which use the service at `baseUrl`. Errors that they report are pushed to
 * `reports`.
 */
export async function startHandlers(baseUrl) {
  const reports = [];
  const common = {
    apiKey: sandboxKeys.everyone,
    baseUrl,
    timeout: 2_000,
    onError: (error) => reports.push(error),
  };
  const flow = toNodeHandler(
    createFlowHandler({
      ...common,
      path: '/api/flow',
      authorize: (request) => request.headers.get(USER),
      cors: { origins: ['https://app.example'] },
    }),
  );
  const webhook = toNodeHandler(
    createWebhookHandler({ ...common, secret: SECRET, onResult: () => {}, onEvent: () => {} }),
  );
  const server = await listen((request, response) =>
    request.url.startsWith('/webhooks/flow/') ? webhook(request, response) : flow(request, response),
  );
  return { ...server, reports };
}
