import bytes from '../../build/loader/core_bg.wasm';
import { FlowWidgetError } from '../shared/error-class.js';
import { type Core, coreOf } from './instance.js';

export { setErrorClass } from '../shared/error-class.js';

let core: Promise<Core> | undefined;

/** Compiles the core on the first call. A function, because a top-level await leaves the page blank with some bundlers. */
export function start(): Promise<Core> {
  if (!core) {
    core = compile();
    core.catch(() => {
      core = undefined;
    });
  }
  return core;
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
