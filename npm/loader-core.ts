import init, { loadWidget, openSession, setErrorClass } from '../build/loader/core.js';
import bytes from '../build/loader/core_bg.wasm';

const core = { loadWidget, openSession, setErrorClass };

/** What the facade calls. */
export type Core = typeof core;

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  await init({ module_or_path: bytes });
  return core;
}
