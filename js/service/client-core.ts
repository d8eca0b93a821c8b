import init, { createSession, getResult, getVerdict, poll, waitForResult } from '../../build/client/core.js';
import bytes from '../../build/client/core_bg.wasm';

const core = { createSession, getResult, getVerdict, poll, waitForResult };

/** The exports of the core. */
export type Core = typeof core & {
  /** Rust's stack pointer, exported by `wasm/client/build.rs`. */
  readonly stack: WebAssembly.Global<'i32'>;
};

/** Compiles the core. A function, because a top-level await leaves the page blank with some bundlers. */
export async function start(): Promise<Core> {
  const { __stack_pointer: stack } = (await init({ module_or_path: bytes })) as unknown as {
    __stack_pointer: Core['stack'];
  };
  return { ...core, stack };
}
