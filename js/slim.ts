/**
 * The default entry point with the WebAssembly as a separate file, which the page can host where it likes. Compared to
 * the inlined bytes it is smaller and is cached separately.
 *
 * @module
 */
export * from './index.js';
export { type InitInput, init } from './wasm/core-fetched.js';
