import init, { Service } from '../../build/sandbox/core.js';
import bytes from '../../build/sandbox/core_bg.wasm';

/** Compiles the core. A function, because a top-level await leaves the page blank with some bundlers. */
export async function start(): Promise<{ Service: typeof Service }> {
  await init({ module_or_path: bytes });
  return { Service };
}
