import type { CoreError, CoreHost } from '../../build/client/core.js';
import { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from '../shared/error.js';
import type { Core } from './client-core.js';

/** What a call tells before it ends. */
export interface Listener {
  warn(path: string, message: string): void;
  progress?(result: unknown): void;
}

let loading: Promise<Core> | undefined;

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
  if (signal?.aborted) throw signal.reason;
  const core = await getCore();
  return new Promise<T>((resolve, reject) => {
    const guard = (work: () => void) => {
      const top = core.stack.value;
      try {
        work();
      } catch (cause) {
        // What lies on Rust's stack is dead, but only a return would have taken it off.
        core.stack.value = top;
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
