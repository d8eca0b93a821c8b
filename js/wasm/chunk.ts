import { FlowWidgetError } from '../shared/error.js';
import type { Chunk } from '../shared/error-class.js';

/** The downloads by the source text of their import; 0 after a failure. */
const downloads: Record<string, Promise<Chunk> | 0> = {};
/** The chunks that have arrived, so that a second copy, downloaded by a retry, is not used. */
const chunks: Record<string, Chunk> = {};

/**
 * Loads a chunk of the package that is imported on first use. After a failure, the next call tries again.
 *
 * @param load imports the chunk
 * @param ms the time limit, 60,000 by default and for 0. Concurrent calls share the download, but not the limit
 * @throws FlowWidgetError `wasm-load-failed` if the chunk cannot be loaded in time
 */
export async function loadChunk<T extends Chunk>(load: () => Promise<T>, ms?: number): Promise<T> {
  const source = String(load);
  // Undefined, or another string of the code, if the bundler has replaced `import()`.
  const path = source.split(/["'`]/)[1];
  // Chrome 103, Firefox 100, Safari 16. Older browsers have no time limit.
  const timer = AbortSignal.timeout?.(ms || 60_000);
  try {
    const arrived =
      chunks[source] ||
      (await abortable(
        // One import for concurrent calls, because browsers do not settle several in order.
        // biome-ignore lint/suspicious/noAssignInExpressions: smaller
        (downloads[source] ||=
          source in downloads
            ? // Browsers remember a module that they could not load, so a retry needs another URL. The functions of some
              // bundlers fetch a failed chunk again.
              // biome-ignore lint/style/useTemplate: smaller after compression
              (import(/* webpackIgnore: true */ /* @vite-ignore */ path + '?' + Date.now()).catch(
                load,
              ) as Promise<T>)
            : load()),
        timer,
      ));
    // Throws if the server has sent an empty file.
    arrived.setErrorClass(FlowWidgetError);
    // biome-ignore lint/suspicious/noAssignInExpressions: smaller
    return (chunks[source] ||= arrived) as T;
  } catch (cause) {
    downloads[source] = 0;
    // An array, because it turns an undefined path into nothing.
    throw new FlowWidgetError('wasm-load-failed', [path, cause] as unknown as string, {
      cause,
      // A path can be requested with another query. Otherwise only the bundlers that throw a `ChunkLoadError` (webpack,
      // Rspack, Turbopack) fetch a failed chunk again. The timer is also used here because WebKit collects one that only
      // has listeners.
      retryable: timer?.aborted || /\/|kL/.test(path + (cause as Error).name),
    });
  }
}

/** Returns a Promise that settles like the given one, unless the signal is aborted before: then it rejects with the reason. */
export const abortable = <T>(promise: Promise<T>, signal?: AbortSignal) =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    }),
  ]);
