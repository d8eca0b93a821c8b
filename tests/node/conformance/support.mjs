import { createRequestListener } from '@remix-run/node-fetch-server';
import { runRules, Service } from '../../../dist/cli-conformance.js';
import { toNodeHandler } from '../../../dist/server.js';
import { listen } from '../server/support.mjs';
import { createReference, USERS, WEBHOOK_SECRET } from './reference.mjs';

export { listen };

/** An origin whose pages may use the backend. */
export const ALLOWED_ORIGIN = 'https://allowed.example';

/** Starts the stand-in for the service. */
export async function startService(t) {
  const service = new Service();
  await service.start();
  t.after(() => service.stop());
  return service;
}

/** Runs rules against the package's handler, changed by a seed. Returns the report. */
export async function check(
  t,
  { options, wrap, proxy, proxyBody, detail, lifetime, limit = 20_000 } = {},
  only = [],
) {
  const service = await startService(t);
  let baseUrl = service.url;
  /** The body of the latest POST, for a backend that passes it on. */
  let latestBody = '';
  if (proxy || proxyBody) {
    const forward = async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = request.method === 'POST' ? await request.text() : undefined;
      const sent =
        proxyBody && body ? JSON.stringify({ ...JSON.parse(body), ...JSON.parse(latestBody || '{}') }) : body;
      const headers = { 'content-type': 'application/json' };
      const response = await (proxy ?? fetch)(`${service.url}${pathname}${search}`, {
        method: request.method,
        ...(sent !== undefined && { body: sent, headers }),
      });
      return new Response(await response.text(), { status: response.status, headers });
    };
    baseUrl = await listen(t, createRequestListener(forward, { onError: () => {} }));
  }
  let latestError = '';
  const handler = createReference({
    apiKey: service.key,
    baseUrl,
    origin: ALLOWED_ORIGIN,
    options: {
      onError: ({ message }) => {
        latestError = message;
      },
      ...options,
    },
  });
  const handle = async (request) => {
    if (proxyBody && request.method === 'POST') latestBody = await request.clone().text();
    const response = await handler(request);
    if (!detail || response.status < 500) return response;
    const error = { code: 'http', message: latestError, retryable: true };
    return Response.json({ error }, { status: response.status, headers: response.headers });
  };
  const url = await listen(t, toNodeHandler(wrap ? wrap(handle, service) : handle));
  const target = {
    endpoint: `${url}/api/flow`,
    users: USERS,
    service,
    limit,
    lifetime,
    webhook: `${url}/webhooks/flow/${WEBHOOK_SECRET}`,
    allowedOrigin: ALLOWED_ORIGIN,
    tooLarge: 8 * 1024 * 1024,
  };
  return runRules(target, { only, create: true });
}

/** Returns the ids of the rules that failed. */
export const failedIn = ({ outcomes }) =>
  outcomes.filter(({ status }) => status === 'failed').map(({ id }) => id);
