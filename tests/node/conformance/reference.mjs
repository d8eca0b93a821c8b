/** The backend that keeps every rule: the package's own handlers. With PORT, it runs as a program. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFlowHandler, createWebhookHandler, toNodeHandler } from '../../../dist/server.js';

/** The last path segment of the webhook's URL. */
export const WEBHOOK_SECRET = 'conformance-webhook-secret';

/** The headers of the two users. */
export const USERS = {
  a: [['authorization', 'Bearer alice-demo-token']],
  b: [['authorization', 'Bearer bob-demo-token']],
};

/** Returns the user who sent a request; undefined for none. */
export function userOf({ headers }) {
  const value = headers.get('authorization');
  return Object.keys(USERS).find((name) => USERS[name][0][1] === value);
}

/**
 * Returns the handlers as a fetch handler, with short time limits.
 *
 * @param {{ apiKey: string, baseUrl: string, origin?: string, options?: object }} settings
 */
export function createReference({ apiKey, baseUrl, origin, options }) {
  const common = { apiKey, baseUrl, onError: () => {}, timeout: 1_500, bodyTimeout: 1_000, retries: 0 };
  const flow = createFlowHandler({
    ...common,
    path: '/api/flow',
    authorize: userOf,
    onWarning: () => {},
    ...(origin && { cors: { origins: [origin] } }),
    ...options,
  });
  const webhook = createWebhookHandler({ ...common, secret: WEBHOOK_SECRET, onResult: () => {} });
  return (request, incoming) => {
    const isWebhook = new URL(request.url).pathname.startsWith('/webhooks/');
    return isWebhook ? webhook(request, incoming) : flow(request, incoming);
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { FLOW_API_KEY: apiKey, FLOW_BASE_URL: baseUrl, FLOW_ALLOWED_ORIGIN: origin, PORT } = process.env;
  const listener = toNodeHandler(createReference({ apiKey, baseUrl, origin }));
  createServer(listener).listen(Number(PORT), '127.0.0.1');
}
