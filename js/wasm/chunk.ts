import { FlowWidgetError } from '../shared/error.js';

/** A module that is imported on first use. It re-exports `setErrorClass`, because it throws `FlowWidgetError`. */
interface Chunk {
  setErrorClass(errorClass: typeof FlowWidgetError): void;
}

/** Returns the error for a chunk that could not be loaded. */
export const chunkError = (cause?: unknown): FlowWidgetError =>
  new FlowWidgetError('wasm-load-failed', 'Could not load a part of the loader.', { retryable: true, cause });

/**
 * Awaits a chunk of the package that is imported on first use.
 *
 * @throws FlowWidgetError `wasm-load-failed` if the import failed, or if the chunk is empty
 */
export async function loadChunk<T extends Chunk>(imported: Promise<T>): Promise<T> {
  try {
    const chunk = await imported;
    chunk.setErrorClass(FlowWidgetError);
    return chunk;
  } catch (cause) {
    throw chunkError(cause);
  }
}
