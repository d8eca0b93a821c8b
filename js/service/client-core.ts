import init, { createSession, getResult, getVerdict, poll, waitForResult } from '../../build/client/core.js';
import bytes from '../../build/client/core_bg.wasm';

const core = { createSession, getResult, getVerdict, poll, waitForResult };

/** What the client calls. */
export type Core = typeof core & {
  /** Where Rust's stack ends; `wasm/client/build.rs` exports it. */
  readonly stack: WebAssembly.Global<'i32'>;
};

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  const { __stack_pointer: stack } = (await init({ module_or_path: bytes })) as unknown as {
    __stack_pointer: Core['stack'];
  };
  return { ...core, stack };
}
