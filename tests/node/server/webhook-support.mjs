import { createWebhookHandler } from '../../../dist/server.js';
import { KEY } from './support.mjs';

/** The fields that the events of a session share. */
export const EVENT = {
  id: '5a8f7f0e-3b0c-4f0e-9f5e-0d1c2b3a4f5e',
  session_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  created: 1_767_225_600,
  success: true,
  flow_name: 'Flow for everyone',
  metadata: {},
  data: {},
};

/** Returns a `flow.end` event of a session that was passed. */
export function flowEnd(fields) {
  const session_id = fields?.session_id ?? EVENT.session_id;
  const session_result = { status: 'FINISHED', session_id, technologies: [], flow_session_result: true };
  return { ...EVENT, event: 'flow.end', data: { session_result }, ...fields };
}

/** Returns a request that delivers an event. */
export function eventRequest(event, { path = '/webhooks/flow', ...init } = {}) {
  return new Request(`https://shop.example${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof event === 'string' ? event : JSON.stringify(event),
    ...init,
  });
}

/** Creates a webhook handler that records calls: `results`, `events` and `reports`. */
export function webhookWith(options) {
  const [results, events, reports] = [[], [], []];
  const handler = createWebhookHandler({
    apiKey: KEY,
    onResult: (...call) => void results.push(call),
    onEvent: (...call) => void events.push(call),
    onError: (error) => void reports.push(error),
    ...options,
  });
  return Object.assign(handler, { results, events, reports });
}
