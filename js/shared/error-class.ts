import type { FlowWidgetError as ErrorClass } from './error.js';

/**
 * The class `FlowWidgetError` for chunks that are imported on first use. The entry point passes it in, because a
 * module that both import becomes one more chunk, and so one more request on every page, in some bundlers.
 */
export let FlowWidgetError: typeof ErrorClass;
export type FlowWidgetError = ErrorClass;

/** Sets the class. Each chunk has its own copy of this module; `loadChunk` calls it before anything else of a chunk. */
export function setErrorClass(errorClass: typeof ErrorClass): void {
  FlowWidgetError = errorClass;
}
