import type { FlowWidgetError as ErrorClass } from './error.js';

/**
 * The class `FlowWidgetError` for chunks that are imported on first use. The entry point passes it in, because
 * some bundlers put a module that both import into another chunk, which costs every page one more request.
 */
export let FlowWidgetError: typeof ErrorClass;
export type FlowWidgetError = ErrorClass;

/** Sets the class. Each chunk has its own copy of this module; call this before any other function of the chunk. */
export function setErrorClass(errorClass: typeof ErrorClass): void {
  FlowWidgetError = errorClass;
}
