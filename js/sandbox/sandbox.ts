import widget from '../../build/flow-widget.umd.txt';
import { sleep } from '../shared/sleep.js';
// A static import, because service workers do not support `import()`.
import { start } from './sandbox-core.js';

/** The id of a flow of the sandbox. The flows are those in the service's guide, section 1. */
export type SandboxFlowId = 'everyone' | 'individuals' | 'entities';

/** A flow of the sandbox. */
export interface SandboxFlow {
  /** The id. */
  readonly id: SandboxFlowId;
  /** The name in the service's guide. */
  readonly name: string;
  /** The API key. It is not a secret. */
  readonly key: string;
  /** The codes of the technologies, in order. */
  readonly technologies: readonly string[];
}

/** The flows of the sandbox, in the order of the service's guide. */
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

/** The API keys of the flows, by id. */
export const sandboxKeys = Object.fromEntries(sandboxFlows.map(({ id, key }) => [id, key])) as Readonly<
  Record<SandboxFlowId, string>
>;

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /** How long a result stays in progress after the end of its session, in ms. Default: 1,500. */
  settleMs?: number;
}

/** A stand-in for the service, with its own sessions. */
export interface Sandbox {
  /**
   * Handles a request: serves the service's API, the widget's script at both URLs in the service's guide (section 4.2),
   * and the API between the widget and the service. Other requests get a 404. Rejects only if the request's signal is
   * aborted.
   */
  fetch(request: Request): Promise<Response>;
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

/** Creates a sandbox without sessions. Its WebAssembly is compiled on the first request. */
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
      const headers = [...request.headers].flat();
      const response = core.handle(request.method, request.url, headers, body) as CoreResponse;
      const { delay, hang } = response;
      if (delay || hang) await sleep(hang ? undefined : delay, request.signal);
      return toResponse(response, request.method);
    },
  };
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
