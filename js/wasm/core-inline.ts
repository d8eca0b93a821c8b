import bytes from '../../build/loader/core_bg.wasm';
import { FlowWidgetError } from '../shared/error-class.js';
import { type Core, coreOf } from './instance.js';

export { setErrorClass } from '../shared/error-class.js';

/**
 * Compiles the core on the first call. A function, because a top-level await leaves the page blank with some bundlers.
 *
 * The core is kept on the error class, which all instances of this module share: a module that was requested again after a
 * time limit may arrive twice, and each core has its own session slot.
 */
export function start(): Promise<Core> {
  const shared = FlowWidgetError as { core?: Promise<Core> | undefined };
  if (!shared.core) {
    shared.core = compile();
    shared.core.catch(() => {
      shared.core = undefined;
    });
  }
  return shared.core;
}

async function compile(): Promise<Core> {
  try {
    // The bundler replaces the import with the bytes; TypeScript sees the declarations of wasm-bindgen.
    return coreOf(await WebAssembly.compile(bytes as unknown as BufferSource));
  } catch (cause) {
    const inPage = 'document' in globalThis;
    throw new FlowWidgetError(
      // A server may not allow compilation at run time. If it does, the core reports the same code.
      inPage ? 'wasm-load-failed' : 'unsupported-environment',
      // An API that a test environment lacks, and not the policy.
      cause instanceof ReferenceError
        ? cause.message
        : "Could not start the loader's WebAssembly. It needs a page whose Content-Security-Policy allows script-src 'wasm-unsafe-eval'.",
      { retryable: inPage, cause },
    );
  }
}
