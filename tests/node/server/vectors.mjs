/**
 * Runs the cases of `tests/fixtures/server/`, with which `tests/rust/server` tests the Rust handlers, too.
 *
 * A case is one request to a handler: `options` of the handler, `request`, and the response of the `service`, or
 * `network` if no connection is possible. `expected` has the handler's response and the number of requests that the
 * service received.
 */
import { createFlowHandler, createWebhookHandler } from '../../../dist/server.js';
import { authorize } from './support.mjs';

/** The API key of the cases. */
export const KEY = 'an-API-key-of-a-flow-for-the-shared-vectors-0123';
/** The secret that signs the tokens of the cases. */
export const SECRET = 'a public secret of 32 or more characters for tests';

const BASE = 'https://service.example';
const SESSION = { session_id: 's-1', technologies: ['LDHP'] };
const RESULT = { id: 's-1', technologies: [], status: 'FINISHED', flow_session_result: true };

/** Returns what `expected` of a case must be. `file` is the name of the case's file, without the extension. */
export async function runCase(file, { options, request, service }) {
  const common = { apiKey: KEY, baseUrl: BASE, retries: 0, onError: () => {}, onWarning: () => {} };
  const called = [];
  const handler =
    file === 'events'
      ? createWebhookHandler({
          ...common,
          onResult: ({ session_id, passed }) => void called.push(`onResult ${session_id} ${passed}`),
          onEvent: ({ session_id }) => void called.push(`onEvent ${session_id}`),
          ...options,
        })
      : createFlowHandler({
          ...common,
          authorize,
          secret: SECRET,
          metadata: ({ proposed }) => proposed,
          onCreated: ({ session_id }) => void called.push(`onCreated ${session_id}`),
          onVerdict: ({ session_id, passed }) => void called.push(`onVerdict ${session_id} ${passed}`),
          ...options,
        });
  const original = globalThis.fetch;
  let requests = 0;
  globalThis.fetch = async (_url, { method }) => {
    requests += 1;
    if (service === 'network') throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
    const { status = 200, headers, body = method === 'POST' ? SESSION : RESULT } = service ?? {};
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
  };
  try {
    const { url, method, headers, body } = request;
    const response = await handler(new Request(url, { method, headers, body: bodyOf(body) }));
    return { ...(await contentOf(response)), requests, called };
  } finally {
    globalThis.fetch = original;
  }
}

/** Returns the bytes of a body: text, `{ base64 }`, or text that contains a part many times. */
function bodyOf(body) {
  if (body === undefined) return null;
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body.base64 !== undefined) return Buffer.from(body.base64, 'base64');
  return new TextEncoder().encode(body.before + body.repeat.repeat(body.times) + body.after);
}

/** Returns a response without what depends on the time. */
async function contentOf(response) {
  const text = await response.text();
  const { token, expires_at, ...body } = text === '' ? {} : JSON.parse(text);
  const created = response.status === 201;
  if (created && !(/^[\w-]{12}\.[\w-]{43}$/.test(token) && new Date(expires_at).toISOString() === expires_at))
    throw new Error(`not a token, or not a date: ${token}, ${expires_at}`);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
