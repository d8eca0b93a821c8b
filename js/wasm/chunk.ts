import { FlowWidgetError } from '../shared/error.js';

/** A part of the package that is imported on first use, with an error of ours if it cannot be had. */
export async function part<T>(imported: Promise<T>): Promise<T> {
  try {
    return await imported;
  } catch (cause) {
    // Ours have a code.
    throw (cause as FlowWidgetError).code
      ? cause
      : new FlowWidgetError('wasm-load-failed', 'A part of the loader could not be fetched.', {
          retryable: true,
          cause,
        });
  }
}
