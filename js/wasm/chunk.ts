import { FlowWidgetError } from '../shared/error.js';

/**
 * Awaits a chunk of the package that is imported on first use.
 *
 * @throws FlowWidgetError `wasm-load-failed` if the import failed
 */
export async function loadChunk<T>(imported: Promise<T>): Promise<T> {
  try {
    return await imported;
  } catch (cause) {
    // A `FlowWidgetError` from inside the chunk passes through; errors of an import have no `code`.
    throw (cause as FlowWidgetError).code
      ? cause
      : new FlowWidgetError('wasm-load-failed', 'Could not load a part of the loader.', {
          retryable: true,
          cause,
        });
  }
}
