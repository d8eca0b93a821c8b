import type { CoreError, CoreHost } from '../../build/client/core.js';
import { type ErrorCode, FlowWidgetError, type FlowWidgetErrorOptions } from '../shared/error.js';
import type { Core } from './client-core.js';

/** Callbacks of a call into the core. */
export interface CallListener {
  /** Called for a questionable option or metadata field, with its path. */
  warn(path: string, message: string): void;
  /** Called with each result of `waitForResult`. */
  progress?(result: unknown): void;
}

let loading: Promise<Core> | undefined;

/** Returns the Rust core, compiled on first use. Failures are not cached: the next call tries again. */
function getCore(): Promise<Core> {
  loading ??= import('./client-core.js')
    .then(({ start }) => start())
    .catch((cause) => {
      loading = undefined;
      throw new FlowWidgetError(
        'wasm-load-failed',
        "Could not start the client's WebAssembly; see `cause`. A Content-Security-Policy must allow script-src 'wasm-unsafe-eval'.",
        { retryable: true, cause },
      );
    });
  return loading;
}

/**
 * Makes one call into the core. Rejects with a {@link FlowWidgetError}, with the reason of an aborted signal, or with
 * an exception of `progress`. A trap in the core rejects only this call.
 *
 * @param input the arguments as JSON
 */
export async function call<T>(
  name: 'createSession' | 'getResult' | 'getVerdict' | 'waitForResult',
  input: string,
  signal: AbortSignal | undefined,
  listener: CallListener,
): Promise<T> {
  if (signal?.aborted) throw signal.reason;
  const core = await getCore();
  return new Promise<T>((resolve, reject) => {
    const guard = (work: () => void) => {
      const stackPointer = core.stack.value;
      try {
        work();
      } catch (cause) {
        // A trap skips the code that pops the frames from Rust's stack.
        core.stack.value = stackPointer;
        reject(
          new FlowWidgetError('internal', 'The client failed; this is a bug in flow-widget-loader.', {
            cause,
          }),
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
  // The original error may contain the URL and with it the API key. The core passes only its redacted text.
  if (cause !== undefined) options.cause = new Error(cause);
  return new FlowWidgetError(code as ErrorCode, message, options);
}
