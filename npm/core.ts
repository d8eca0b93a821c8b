import { FlowWidgetError } from './error.js';

import type { Core } from './loader-core.js';

let core: Promise<Core> | undefined;

/** The Rust core, fetched and compiled on first use. A failure is forgotten: the next call tries again. */
export function getCore(): Promise<Core> {
  core ??= load().catch((cause) => {
    core = undefined;
    throw new FlowWidgetError(
      'wasm-load-failed',
      "The loader's WebAssembly could not be started. A Content-Security-Policy needs script-src 'wasm-unsafe-eval'.",
      { retryable: true, cause },
    );
  });
  return core;
}

async function load(): Promise<Core> {
  const { start } = await import('./loader-core.js');
  return start();
}
