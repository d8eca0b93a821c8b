/**
 * The default entry with its wasm as a file of its own, which the page places where it wants: smaller by what
 * inlining costs, cached by itself, compiled while it arrives.
 *
 * @module
 */
export * from './index.js';
export { type InitInput, init } from './wasm/core-fetched.js';
