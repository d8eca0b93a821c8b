import { initSync, loader } from '../build/loader/core.js';
import bytes from '../build/loader/core_bg.wasm';
import { FlowWidgetError } from './error.js';
import type { Detail, FlowWidget, SessionState } from './types.js';

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start() {
  // The bundle has the bytes here; what TypeScript sees is the file's own declaration.
  initSync({ module: await WebAssembly.compile(bytes as unknown as BufferSource) });
  const load = loader();
  const call = <T>(config: unknown, more = {}) =>
    new Promise<T>((resolve, reject) => load({ config, resolve, reject: adopted(reject), ...more }));
  return {
    openSession: (
      config: unknown,
      signal: AbortSignal,
      notify: (state: SessionState, id?: string) => void,
    ): Promise<Detail> => call(config, { signal, notify }),
    loadWidget: (options: unknown): Promise<FlowWidget> => call(options),
  };
}

/** What the facade calls. */
export type Core = Awaited<ReturnType<typeof start>>;

/** The core's errors have all that ours have but the class, which may be in use before the core is there. */
function adopted(reject: (error: unknown) => void) {
  return (error: unknown) => {
    if ((error as Error | undefined)?.name === 'FlowWidgetError') {
      Object.setPrototypeOf(error, FlowWidgetError.prototype);
    }
    reject(error);
  };
}
