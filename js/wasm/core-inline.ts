import bytes from '../../build/loader/core_bg.wasm';
import { FlowWidgetError } from '../shared/error.js';
import { type Core, coreOf } from './instance.js';

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  try {
    // The bundle has the bytes here; what TypeScript sees is the file's own declaration.
    return coreOf(await WebAssembly.compile(bytes as unknown as BufferSource));
  } catch (cause) {
    const page = 'document' in globalThis;
    throw new FlowWidgetError(
      // A server may compile nothing at run time; where it does, the core says the same.
      page ? 'wasm-load-failed' : 'unsupported-environment',
      "The loader's WebAssembly could not be started. It needs a page, whose Content-Security-Policy has script-src 'wasm-unsafe-eval'.",
      { retryable: page, cause },
    );
  }
}
