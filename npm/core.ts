import { FlowWidgetError } from './error.js';

type Core = typeof import('../build/loader/core.js');

let core: Promise<Core> | undefined;

/** The Rust core, fetched and compiled on first use. A failure is forgotten: the next call tries again. */
export function getCore(): Promise<Core> {
  core ??= start().catch((cause) => {
    core = undefined;
    throw new FlowWidgetError(
      'wasm-load-failed',
      "The loader's WebAssembly could not be started. A Content-Security-Policy needs script-src 'wasm-unsafe-eval'.",
      { retryable: true, cause },
    );
  });
  return core;
}

async function start(): Promise<Core> {
  const inline = await import('./core-inline.js');
  const core = await inline.start();
  core.setErrorClass(FlowWidgetError);
  return core;
}
