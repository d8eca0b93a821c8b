import widget from '../../build/flow-widget.umd.txt';
// Not imported on demand, since a service worker cannot do that.
import { start } from './sandbox-core.js';

/** The name of one of the sandbox's flows; the guide's table (section 1) has all three. */
export type SandboxFlowId = 'everyone' | 'individuals' | 'entities';

/** A flow of the sandbox. */
export interface SandboxFlow {
  /** The short name. */
  readonly id: SandboxFlowId;
  /** The name in the guide's table. */
  readonly name: string;
  /** The API key: no secret, and recognisable as none. */
  readonly key: string;
  /** The codes of its technologies, in order. */
  readonly technologies: readonly string[];
}

/** The sandbox's flows, in the order of the guide's table. */
export const sandboxFlows: readonly SandboxFlow[] = [
  {
    id: 'everyone',
    name: 'Flow for everyone',
    key: 'SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_',
    technologies: ['LDHP', 'F2F'],
  },
  {
    id: 'individuals',
    name: 'Flow for individuals',
    key: 'SANDBOX-TEST-KEY_flow-for-individuals_not-a-secret',
    technologies: ['LDHP', 'ED', 'F2F'],
  },
  {
    id: 'entities',
    name: 'Flow for legal entities',
    key: 'SANDBOX-TEST-KEY_flow-for-legal-entities_not-a-secret',
    technologies: ['LDHP', 'DR', 'F2F'],
  },
];

/** The API keys of the sandbox's flows, by short name. */
export const sandboxKeys = Object.fromEntries(sandboxFlows.map(({ id, key }) => [id, key])) as Readonly<
  Record<SandboxFlowId, string>
>;

/** What {@link createSandbox} accepts. */
export interface SandboxOptions {
  /** How long a result stays in progress after the end, in ms. Default: 1500. */
  settleMs?: number;
}

/** A service with sessions of its own. */
export interface Sandbox {
  /**
   * Answers a request: the service's API, the widget's script at both of the guide's paths, and what the
   * two say to each other. Anything else is a 404. Rejects only if the request's signal is aborted.
   */
  fetch(request: Request): Promise<Response>;
  /** The API keys, the same in every sandbox. */
  readonly keys: Readonly<Record<SandboxFlowId, string>>;
}

/** The most that is read of a request's body, in bytes; one more makes the service refuse it. */
const MAX_BODY = 16 * 1024 * 1024 + 1;

/** What the core answers. */
interface Answer {
  status: number;
  headers: string[];
  body: Uint8Array<ArrayBuffer>;
  delay?: number;
  hang?: true;
  cut?: number;
}

/** Makes a service without sessions. Its wasm is started by the first request. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { settleMs } = options;
  const service = lazy(async () => {
    const { Service } = await start();
    return new Service(widget, settleMs);
  });
  return {
    keys: sandboxKeys,
    async fetch(request) {
      const [core, body] = await Promise.all([service(), readBody(request)]);
      const answer = core.handle(request.method, request.url, [...request.headers].flat(), body) as Answer;
      if (answer.delay || answer.hang) await wait(answer.hang ? undefined : answer.delay, request.signal);
      return toResponse(answer, request.method);
    },
  };
}

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
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

/** Waits so many ms, or for ever; ends early with the signal's reason. */
function wait(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    function done() {
      signal.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal.reason);
    }
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function toResponse({ status, headers: flat, body, cut }: Answer, method: string): Response {
  const headers = new Headers();
  for (let index = 0; index < flat.length; index += 2)
    headers.append(flat[index] as string, flat[index + 1] as string);
  if (status === 204 || method === 'HEAD') return new Response(null, { status, headers });
  if (cut === undefined) return new Response(body, { status, headers });
  // The length that was promised and never comes is what a client sees of a broken connection.
  headers.set('content-length', String(body.length));
  let sent = false;
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) return controller.error(new Error('The sandbox cut this answer on purpose.'));
      sent = true;
      controller.enqueue(body.subarray(0, cut));
    },
  });
  return new Response(broken, { status, headers });
}
