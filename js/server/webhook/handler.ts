import { backoff } from '../../shared/backoff.js';
import { sleep } from '../../shared/sleep.js';
import { readBody } from '../body.js';
import { createConnector } from '../connection.js';
import type { FlowHandler } from '../handler.js';
import { HttpError, internal, methodNotAllowed } from '../http-error.js';
import { callWithLimit } from '../limit.js';
import { type Hold, Once } from '../once.js';
import { createResponder } from '../responder.js';
import { jsonResponse } from '../response.js';
import { callService, getVerdict, isFinal, type ResultWithVerdict } from '../service.js';
import { eventOf } from './event.js';
import type { FlowEndEvent, FlowEvent } from './events.js';
import type { WebhookContext, WebhookHandlerOptions } from './options.js';
import { hasSecret } from './secret.js';
import { webhookSettingsOf } from './settings.js';

/** The delay after the first request for a result that is not final, in ms. */
const FIRST_DELAY = 1_000;
/** The longest delay between two requests for a result, in ms. */
const MAX_DELAY = 5_000;
/** The maximum number of requests for one result. */
const MAX_READS = 8;
/** The `Retry-After` of the response while the result is not final, in seconds. */
const RETRY_AFTER = 10;

/**
 * Creates a handler for the service's webhooks. An event is a hint, since the service documents no signature: when a
 * session has ended, its result is read from the service before `onResult` is called. Makes no request yet.
 *
 * Events with the same `id`, kind and session are handled once. While one is being handled, the others wait and get the same
 * response. A response never contains anything of the result.
 *
 * @throws FlowWidgetError `invalid-config`, `api-key-in-browser`
 */
export function createWebhookHandler<Context = unknown>(
  options: WebhookHandlerOptions<Context>,
): FlowHandler<Context> {
  const settings = webhookSettingsOf(options);
  const { onEvent, onResult, secrets, seen, timeout } = settings;
  const { connect, serialize } = createConnector(settings.apiKey, settings);
  const { report, respond } = createResponder(serialize, settings.onError);
  // Reading the result and each of the two functions have the limit `timeout`.
  const events = new Once(4 * timeout, () => internal(true));

  return (request, ...[context]) =>
    respond(request, () => handle(request, { request, context: context as Context }));

  async function handle(request: Request, context: WebhookContext<Context>): Promise<Response> {
    if (secrets.length > 0 && !(await hasSecret(request.url, secrets)))
      throw new HttpError(404, 'not-found', 'No resource exists at this path.');
    if (request.method !== 'POST') throw methodNotAllowed('POST');
    const event = eventOf(await readBody(request, settings, 'any'));
    // The id alone could let one event hide another, such as the end of the session.
    const key = JSON.stringify([event.id, event.event, event.session_id]);
    await events.run(key, (hold) => deliver(event, context, hold));
    return jsonResponse(serialize, 200, { received: true });
  }

  /** Handles an event. Continues if the sender disconnects, so that a slow delivery is not lost. */
  async function deliver(event: FlowEvent, context: WebhookContext<Context>, hold: Hold): Promise<void> {
    if (seen && (await callback('seen', () => seen(event.id, context)))) return;
    if (event.event !== 'flow.end') {
      if (onEvent) await callback('onEvent', () => onEvent(event, context), hold);
      return;
    }
    const { verdict, result } = await readFinal(event);
    // The id as the service writes it in every response: the application may have it as a key.
    const own = { ...verdict, session_id: result.id };
    await callback('onResult', () => onResult(own, result, event, context), hold);
  }

  /** Reads the result of a session until it is final. */
  async function readFinal({ session_id }: FlowEndEvent): Promise<ResultWithVerdict> {
    const { clientOptions } = await connect();
    const deadline = timeout > 0 ? performance.now() + timeout : Number.POSITIVE_INFINITY;
    const read = async (signal: AbortSignal) => {
      for (let attempt = 0; ; attempt++) {
        const latest = await getVerdict(clientOptions, session_id, signal);
        if (isFinal(latest.verdict)) return latest;
        const delay = backoff(attempt, FIRST_DELAY, MAX_DELAY);
        if (attempt + 1 === MAX_READS || performance.now() + delay >= deadline) throw notFinal();
        await sleep(delay, signal);
      }
    };
    return callService(read, 'read', { timeout, report });
  }

  /** Calls a function of the application. An exception is reported, and the event may be sent again. */
  async function callback<T>(name: string, call: () => T | PromiseLike<T>, hold?: Hold): Promise<T> {
    try {
      return await callWithLimit(name, timeout, call, hold);
    } catch (thrown) {
      report(thrown);
      throw internal(true);
    }
  }
}

function notFinal(): HttpError {
  return new HttpError(503, 'not-final', 'The result is not final yet; send the event again.', true, {
    'Retry-After': String(RETRY_AFTER),
  });
}
