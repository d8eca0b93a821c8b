import init, { Service } from '../../build/sandbox/core.js';
import bytes from '../../build/sandbox/core_bg.wasm';

/** Compiles the core. Not a top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<{ Service: typeof Service }> {
  await init({ module_or_path: bytes });
  return { Service };
}
