import bytes from '../build/loader/core_bg.wasm';
import { FlowWidgetError } from './error.js';
import { type Core, coreOf } from './instance.js';
import { needPage } from './page.js';

export type { Core };

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  needPage();
  try {
    // The bundle has the bytes here; what TypeScript sees is the file's own declaration.
    return coreOf(await WebAssembly.compile(bytes as unknown as BufferSource));
  } catch (cause) {
    throw new FlowWidgetError(
      'wasm-load-failed',
      "The loader's WebAssembly could not be started. A Content-Security-Policy needs script-src 'wasm-unsafe-eval'.",
      { retryable: true, cause },
    );
  }
}
