import { FlowWidgetError } from '../shared/error.js';
import type { Chunk } from '../shared/error-class.js';

/** The chunks by the source text of their import: a shared Promise, or 0 after a failure. */
const chunks: Record<string, Promise<Chunk> | 0> = {};

/**
 * Loads a chunk of the package that is imported on first use. After a failure, the next call tries again.
 *
 * @param load imports the chunk
 * @param ms the time limit, 60,000 by default and for 0; that of the first call counts for calls that join it
 * @throws FlowWidgetError `wasm-load-failed` if the chunk cannot be loaded in time
 */
export async function loadChunk<T extends Chunk>(load: () => Promise<T>, ms?: number): Promise<T> {
  const source = String(load);
  // Undefined, or another string of the code, if the bundler has replaced `import()`.
  const path = source.split(/["'`]/)[1];
  // Chrome 103, Firefox 100, Safari 16. Older browsers have no time limit.
  const timer = AbortSignal.timeout?.(ms || 60_000);
  try {
    // One import for concurrent calls, because browsers do not settle several in order.
    // biome-ignore lint/suspicious/noAssignInExpressions: smaller
    const chunk = (await (chunks[source] ||= Promise.race([
      chunks[source] === 0
        ? // Browsers remember a module that they could not load, so a retry needs another URL. A bundler's function
          // fetches a failed chunk again.
          // biome-ignore lint/style/useTemplate: smaller after compression
          import(/* webpackIgnore: true */ /* @vite-ignore */ path + '?' + Date.now()).catch(load)
        : load(),
      new Promise<never>((_, reject) => timer?.addEventListener('abort', reject)),
    ]))) as T;
    chunk.setErrorClass(FlowWidgetError);
    return chunk;
  } catch (cause) {
    chunks[source] = 0;
    // biome-ignore lint/style/useTemplate: smaller after compression
    throw new FlowWidgetError('wasm-load-failed', 'Could not load ' + path, {
      // This use also keeps the timer alive: WebKit collects one that only has listeners.
      cause: timer?.reason ?? cause,
      retryable: true,
    });
  }
}
