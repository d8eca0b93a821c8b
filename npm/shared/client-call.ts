import type { CoreError, CoreHost } from '../../build/client/core.js';
import { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from '../error.js';
import type { Core } from './client-core.js';

/** What a call tells before it ends. */
export interface Listener {
  warn(path: string, message: string): void;
  progress?(result: unknown): void;
}

let loading: Promise<Core> | undefined;
/** Calls under way. */
let running = 0;
/** A call has trapped; the instance is replaced as soon as no other call is in it. */
let trapped = false;

/** The Rust core, compiled on first use. A failure is forgotten: the next call tries again. */
function getCore(): Promise<Core> {
  loading ??= import('./client-core.js')
    .then(({ start }) => start())
    .catch((cause) => {
      loading = undefined;
      throw new FlowWidgetError(
        'wasm-load-failed',
        "The client's WebAssembly could not be started. A Content-Security-Policy needs script-src 'wasm-unsafe-eval'.",
        { retryable: true, cause },
      );
    });
  return loading;
}

/**
 * Makes one call into the core. Rejects with a {@link FlowWidgetError}, with the reason of an aborted
 * signal, or with what `progress` threw. A trap in the core rejects this call alone.
 */
export async function call<T>(
  name: 'createSession' | 'getResult' | 'getVerdict' | 'waitForResult',
  input: string,
  signal: AbortSignal | undefined,
  listener: Listener,
): Promise<T> {
  signal?.throwIfAborted();
  const core = await getCore();
  if (trapped && running === 0) {
    core.restart();
    // The glue changes over in the next call, but writes that call's strings into the old memory before:
    // so the next call is one without strings.
    core.poll(0);
    trapped = false;
  }
  running++;
  try {
    return await new Promise<T>((resolve, reject) => {
      const guard = (work: () => void) => {
        try {
          work();
        } catch (cause) {
          trapped = true;
          reject(
            new FlowWidgetError('internal', 'The client failed; this is a fault of the library.', { cause }),
          );
        }
      };
      const host: CoreHost = {
        wake: (id) => queueMicrotask(() => guard(() => core.poll(id))),
        warn: (path, message) => listener.warn(path, message),
        progress: (result) => listener.progress?.(result),
        resolve: (value) => resolve(value as T),
        reject: (error) => reject(error.code === 'aborted' ? error.reason : toError(error)),
      };
      guard(() => core[name](input, signal, host));
    });
  } finally {
    running--;
  }
}

function toError({ code, message, retryable, status, body, retryAfter, cause }: CoreError): FlowWidgetError {
  const options: FlowWidgetErrorOptions = { retryable };
  if (status !== undefined) options.status = status;
  if (body !== undefined) options.body = body;
  if (retryAfter !== undefined) options.retryAfter = retryAfter;
  // The host's own error may have the address in it, and so the key: only its text goes on, without.
  if (cause !== undefined) options.cause = new Error(cause);
  return new FlowWidgetError(code as ErrorCode, message, options);
}
