import { sleep } from '../shared/sleep.js';
import { type SandboxFlowId, sandboxKeys } from './flows.js';
import { checkOptions, type SandboxEnding, type SandboxOptions, type SandboxOutcome } from './options.js';
// A static import, because service workers do not support `import()`.
import { start } from './sandbox-core.js';
import { scripts } from './scripts.js';
import { createSender } from './webhooks.js';

export { type SandboxFlow, type SandboxFlowId, sandboxFlows, sandboxKeys } from './flows.js';
export type {
  SandboxEnding,
  SandboxOptions,
  SandboxOutcome,
  SandboxQr,
  SandboxSessionOptions,
} from './options.js';
export type {
  SandboxFlowEndEvent,
  SandboxFlowStartEvent,
  SandboxTechnologyEndEvent,
  SandboxTechnologyStartEvent,
  SandboxWebhookEvent,
} from './webhook-types.js';

/** A stand-in for the service, with its own sessions. */
export interface Sandbox {
  /**
   * Handles a request: serves the service's API, the widget's script at both URLs in the service's guide (section 4.2),
   * the hosted page `/flow/{id}` and its script, and the private API under `/sandbox/`. Other requests get a 404. Rejects
   * only if the request's signal is aborted.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * Ends a session at once, without a user, whatever its state. Rejects with an Error if the session is unknown or has
   * ended, or if `outcome` is not valid.
   *
   * @param outcome the outcome alone, or with a reason and the technology at which the session ends
   */
  end(sessionId: string, outcome: SandboxOutcome | SandboxEnding): Promise<void>;
  /** The API keys of the flows, by id. They are the same in every sandbox. */
  readonly keys: Readonly<Record<SandboxFlowId, string>>;
}

/** How many bytes of a request's body are read: one more than the core accepts, so that it can reject a longer one. */
const MAX_BODY = 16 * 1024 * 1024 + 1;

/** A response of the core. */
interface CoreResponse {
  status: number;
  /** Alternating names and values. */
  headers: string[];
  body: Uint8Array<ArrayBuffer>;
  /** The delay before the response, in ms. */
  delay?: number;
  /** Whether to never respond. */
  hang?: true;
  /** The number of bytes of the body after which to break the connection. */
  cut?: number;
}

/**
 * Creates a sandbox without sessions. Its WebAssembly is compiled on the first request.
 *
 * @throws TypeError if an option is not valid
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  checkOptions(options);
  const { settleMs, lifetimeMs, qr, retryLiveness } = options;
  const settings = JSON.stringify({ settleMs, lifetimeMs, qr, retryLiveness });
  const send = createSender(options);
  const service = lazy(async () => {
    const { Service } = await start();
    return new Service(scripts.umd, scripts.module, scripts.page, settings);
  });
  const sandbox: Sandbox = {
    keys: sandboxKeys,
    async fetch(request) {
      const [core, body] = await Promise.all([service(), readBody(request)]);
      const headers = [...request.headers].flat();
      const response = core.handle(request.method, request.url, headers, body) as CoreResponse;
      send(core);
      const { delay, hang } = response;
      if (delay || hang) await sleep(hang ? undefined : delay, request.signal);
      return toResponse(response, request.method);
    },
    async end(sessionId, outcome) {
      const url = `http://sandbox/sandbox/session/${encodeURIComponent(sessionId)}/end`;
      const body = JSON.stringify(typeof outcome === 'string' ? { outcome } : outcome);
      const response = await sandbox.fetch(new Request(url, { method: 'POST', body }));
      if (response.ok) return;
      const { detail } = (await response.json()) as { detail: string };
      throw new Error(`Cannot end the session ${sessionId}: ${detail}`);
    },
  };
  return sandbox;
}

/** Returns a function that calls `create` once and caches the result. */
function lazy<T>(create: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => {
    value ??= create();
    return value;
  };
}

async function readBody(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  while (reader && length < MAX_BODY) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value.subarray(0, MAX_BODY - length));
    length += value.length;
  }
  const body = new Uint8Array(Math.min(length, MAX_BODY));
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

function toResponse({ status, headers: flat, body, cut }: CoreResponse, method: string): Response {
  const headers = new Headers();
  for (let index = 0; index < flat.length; index += 2)
    headers.append(flat[index] as string, flat[index + 1] as string);
  if (status === 204 || method === 'HEAD') return new Response(null, { status, headers });
  if (cut === undefined) return new Response(body, { status, headers });
  // A body shorter than its `Content-Length` looks to the client like a broken connection.
  headers.set('content-length', String(body.length));
  let sent = false;
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) return controller.error(new Error('The sandbox cut this response on purpose.'));
      sent = true;
      controller.enqueue(body.subarray(0, cut));
    },
  });
  return new Response(broken, { status, headers });
}
