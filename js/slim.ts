/**
 * The default entry point with the WebAssembly as a separate file, which can be hosted at any URL. The file is smaller
 * than the inlined bytes and is cached separately.
 *
 * @module
 */
export * from './index.js';
export { type InitInput, init } from './wasm/core-fetched.js';
