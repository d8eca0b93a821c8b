import type { SandboxOptions } from './options.js';
import type { SandboxWebhookEvent } from './webhook-types.js';

/** The time limit of an attempt to send an event, in ms. */
const TIMEOUT = 10_000;
/** How often an event is sent at most. */
const ATTEMPTS = 2;
/** The longest delay of a timer, in ms. */
const MAX_DELAY = 2 ** 31 - 1;

/** The part of the core that emits events. */
interface EventSource {
  /** Returns the events that were emitted since the last call, as JSON texts. */
  takeEvents(): string[];
  /** Returns the time until the next event that no request causes, in ms. */
  nextEvent(): number | undefined;
}

/** Returns a function that sends the events of a core so far, and sets a timer for the next one. */
export function createSender({ webhooks = [], onWebhook }: SandboxOptions): (source: EventSource) => void {
  // A copy, because the array may change after the check of its elements.
  const urls = webhooks.map(String);
  const queues = urls.map((url) => createQueue(url));
  let timer: ReturnType<typeof setTimeout> | undefined;

  return function send(source) {
    for (const text of source.takeEvents()) {
      const event = JSON.parse(text) as SandboxWebhookEvent;
      void report(onWebhook, event);
      for (const enqueue of queues) enqueue(event.session_id, text);
    }
    clearTimeout(timer);
    const delay = onWebhook || urls.length > 0 ? source.nextEvent() : undefined;
    if (delay === undefined) return;
    timer = setTimeout(() => send(source), Math.min(delay, MAX_DELAY));
    // A pending event must not keep a Node.js process running. In browsers, a timer is a number.
    if (typeof timer === 'object') timer.unref();
  };
}

/** Calls `onWebhook` at once, and logs an error that it throws or rejects with. Never rejects. */
async function report(onWebhook: SandboxOptions['onWebhook'], event: SandboxWebhookEvent): Promise<void> {
  try {
    await (onWebhook?.(event) as unknown);
  } catch (error) {
    console.error(error);
  }
}

/** Returns a function that posts events to a URL: those of a session one after the other. */
function createQueue(url: string): (sessionId: string, body: string) => void {
  const last = new Map<string, Promise<void>>();
  return (sessionId, body) => {
    const sent = (last.get(sessionId) ?? Promise.resolve()).then(() => post(url, body));
    last.set(sessionId, sent);
    void sent.then(() => {
      if (last.get(sessionId) === sent) last.delete(sessionId);
    });
  };
}

/** Posts an event, and logs a failure. Never rejects. */
async function post(url: string, body: string): Promise<void> {
  let problem = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      // The body is not needed, and an unread one keeps its connection.
      await response.body?.cancel();
      if (response.ok) return;
      problem = `it answered ${response.status}`;
    } catch (error) {
      problem =
        (error as Error).name === 'TimeoutError' ? 'it did not answer in time' : 'it cannot be reached';
    }
  }
  // Only the origin, because the rest of the URL may contain a secret.
  console.warn(`The sandbox could not send a webhook event to ${new URL(url).origin}: ${problem}.`);
}
