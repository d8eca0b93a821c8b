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

/** A module that is imported on first use. It re-exports {@link setErrorClass}, because it throws `FlowWidgetError`. */
export interface Chunk {
  setErrorClass(errorClass: typeof ErrorClass): void;
}

/** Loads a chunk: `loadChunk`, which the entry point passes to chunks that load another one. */
export type LoadChunk = <T extends Chunk>(load: () => Promise<T>, ms?: number) => Promise<T>;
