import { createWebhookHandler } from '../../dist/server.js';

/** The path at which the page reads the events; the sandbox sends them to a secret path below it. */
const PATH = '/api/webhooks';
/** How many events are kept, of all sessions. */
const CAPACITY = 200;

/**
 * Receives the sandbox's webhooks with the package's own handler, and serves them to the page as Server-Sent Events.
 *
 * @param {string} url the playground's URL
 */
export function createWebhooks(url) {
  // Only the sandbox knows the URL, so other senders get a 404.
  const secret = crypto.randomUUID();
  let count = 0;
  /** @type {{ number: number, session: string, data: string }[]} */
  const events = [];
  /** The open streams: the session of each and the function that sends an event. */
  const streams = new Set();
  /** The handlers by the name of the flow, which each event contains: a result can only be read with its flow's API key. */
  const handlers = new Map();

  const receive = (event, verdict) => {
    count += 1;
    const data = JSON.stringify({ at: Date.now(), event, ...(verdict && { verdict }) });
    const entry = { number: count, session: event.session_id, data };
    events.push(entry);
    if (events.length > CAPACITY) events.shift();
    for (const stream of streams) if (stream.session === entry.session) stream.send(entry);
  };

  /** Passes a webhook to the handler of its flow. */
  const deliver = async (request) => {
    const body = await request
      .clone()
      .json()
      .catch(() => undefined);
    // The handler of any flow refuses a malformed event.
    const handler = handlers.get(body?.flow_name) ?? handlers.values().next().value;
    return handler(request);
  };

  /** Streams the events of a session: those received so far, then new ones as they arrive. */
  const stream = (request) => {
    const session = new URL(request.url).searchParams.get('session');
    // The browser sends this header when it connects again.
    const last = Number(request.headers.get('last-event-id') ?? 0);
    const encoder = new TextEncoder();
    let self;
    const body = new ReadableStream({
      start(controller) {
        const write = (text) => controller.enqueue(encoder.encode(text));
        self = { session, send: ({ number, data }) => write(`id: ${number}\ndata: ${data}\n\n`) };
        streams.add(self);
        // Makes the browser receive the headers.
        write(': events of the session\n\n');
        for (const event of events) if (event.session === session && event.number > last) self.send(event);
      },
      cancel() {
        streams.delete(self);
      },
    });
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    });
  };

  return {
    /** The URL to which the sandbox sends its events. */
    url: `${url}${PATH}/${secret}`,
    /**
     * Creates the handlers for the flows.
     *
     * @param {{ name: string, apiKey: string, baseUrl: string }[]} flows
     */
    receiveFrom(flows) {
      for (const { name, apiKey, baseUrl } of flows) {
        const options = {
          apiKey,
          baseUrl,
          secret,
          onEvent: (event) => receive(event),
          onResult: (verdict, _result, event) => receive(event, verdict),
        };
        handlers.set(name, createWebhookHandler(options));
      }
    },
    /** Handles the requests below {@link PATH}; returns `undefined` for all others. */
    handle(request) {
      const { pathname } = new URL(request.url);
      if (pathname === PATH && request.method === 'GET') return stream(request);
      if (pathname.startsWith(`${PATH}/`)) return deliver(request);
    },
  };
}
