import * as core from '../build/loader/core.js';
import bytes from '../build/loader/core_bg.wasm';

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<typeof core> {
  await core.default({ module_or_path: bytes });
  return core;
}
