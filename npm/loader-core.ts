import bytes from '../build/loader/core_bg.wasm';
import { type Core, coreOf } from './instance.js';

export type { Core };

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  // The bundle has the bytes here; what TypeScript sees is the file's own declaration.
  return coreOf(await WebAssembly.compile(bytes as unknown as BufferSource));
}
