import bytes from '../../build/loader/core_bg.wasm';
import { FlowWidgetError } from '../shared/error-class.js';
import { type Core, coreOf } from './instance.js';

export { setErrorClass } from '../shared/error-class.js';

/** Compiles the core. Not a top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  try {
    // The bundler replaces the import with the bytes; TypeScript sees the declarations of wasm-bindgen.
    return coreOf(await WebAssembly.compile(bytes as unknown as BufferSource));
  } catch (cause) {
    const page = 'document' in globalThis;
    throw new FlowWidgetError(
      // A server may not allow compilation at run time. If it does, the core reports the same code.
      page ? 'wasm-load-failed' : 'unsupported-environment',
      "Could not start the loader's WebAssembly. It needs a page whose Content-Security-Policy allows script-src 'wasm-unsafe-eval'.",
      { retryable: page, cause },
    );
  }
}
