import { FlowWidgetError } from '../shared/error.js';
import { loadChunk } from './chunk.js';
import type { InitInput } from './init-input.js';
import type { Core } from './instance.js';

export type { InitInput };

const load = () => import('./core-compile.js');

/** The longest delay of `AbortSignal.timeout`, in ms: 49 days. */
const NO_LIMIT = 2 ** 32 - 1;

/** The download that a call joins. */
let started: Promise<Core> | undefined;
/** The core that arrived first. A second one, downloaded by a retry, is not used. */
let arrived: Core | undefined;

/**
 * Fetches and compiles the WebAssembly, by default from the URL next to this module. Call it before anything else if
 * a bundler moves this module without the `.wasm` file, or if you already have the bytes:
 *
 * ```js
 * import wasm from 'flow-widget-loader/flow_widget_loader_bg.wasm?url';
 * await init(wasm);
 * ```
 *
 * It runs once: later calls ignore `input`. After a failure, the next call to `init` or to any other function tries
 * again. A no-op on a server, so that modules which call it can be rendered there.
 *
 * @param input the source of the WebAssembly. Default: `flow_widget_loader_bg.wasm` next to this module
 * @throws FlowWidgetError `wasm-load-failed`, with the reason as `cause`
 */
export async function init(input?: InitInput): Promise<void> {
  if (globalThis.document) await getCore(undefined, input);
}

/**
 * Returns the core, started by {@link init} or by the first call. The rejection is pre-handled; awaiting callers still see
 * it.
 *
 * @param ms how long to wait for it, 60,000 by default and for 0
 */
export function getCore(ms?: number, input?: InitInput): Promise<Core> {
  // Concurrent calls share the downloads, but each has its own limit.
  started ??= loadChunk(load, NO_LIMIT).then((chunk) =>
    chunk.start(input ?? new URL('./flow_widget_loader_bg.wasm', import.meta.url)),
  );
  const core = within(Promise.all([started, loadChunk(load, ms)]), ms).then(
    ([core]) => {
      arrived ??= core;
      return arrived;
    },
    (cause) => {
      started = undefined;
      const inPage = !!globalThis.document;
      throw new FlowWidgetError(
        // A server may not be able to fetch or compile the file. If it can, the core reports the same code.
        inPage ? 'wasm-load-failed' : 'unsupported-environment',
        "Could not start the loader's WebAssembly; see `cause`. It needs a page whose Content-Security-Policy allows script-src 'wasm-unsafe-eval'. If the file has another URL, pass it to `init()`.",
        { retryable: inPage, cause },
      );
    },
  );
  core.catch(() => {});
  return core;
}

/** The running timers. Kept, because WebKit collects a timer that only has listeners. */
const timers = new Set<AbortSignal | undefined>();

/** Rejects with a `TimeoutError` if the promise does not settle within `ms` milliseconds. */
async function within<T>(promise: Promise<T>, ms?: number): Promise<T> {
  const timer = AbortSignal.timeout?.(ms || 60_000);
  timers.add(timer);
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        timer?.addEventListener('abort', () => reject(timer.reason));
      }),
    ]);
  } finally {
    timers.delete(timer);
  }
}
