import init, {
  createSession,
  getResult,
  getVerdict,
  poll,
  restart,
  waitForResult,
} from '../../build/client/core.js';
import bytes from '../../build/client/core_bg.wasm';

const core = { createSession, getResult, getVerdict, poll, restart, waitForResult };

/** What the client calls. */
export type Core = typeof core;

/** Compiles the core. No top-level await: some bundlers turn that into a blank page. */
export async function start(): Promise<Core> {
  await init({ module_or_path: bytes });
  return core;
}
