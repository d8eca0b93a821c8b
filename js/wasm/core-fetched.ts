import { FlowWidgetError } from '../shared/error.js';
import type { InitInput } from './core-compile.js';
import type { Core } from './instance.js';

export type { InitInput };

let core: Promise<Core> | undefined;

/**
 * Fetches and compiles the wasm, by default from beside this module. Where that place is no longer known (a
 * bundler has moved the module, but not the file), or where the bytes are at hand, say so before the first call:
 *
 * ```js
 * import wasm from 'flow-widget-loader/flow_widget_loader_bg.wasm?url';
 * await init(wasm);
 * ```
 *
 * It happens once: when the core is there or on its way, `input` is not looked at. After a failure the next
 * `init`, or the next call of anything else, tries again. On a server it does nothing, so that a module which calls
 * it may be rendered there.
 *
 * @throws FlowWidgetError `wasm-load-failed`; `cause` says why.
 */
export async function init(input?: InitInput): Promise<void> {
  if (globalThis.document) await getCore(input);
}

/** The core over the wasm of {@link init}. */
export function getCore(input?: InitInput): Promise<Core> {
  core ??= load(input).catch((cause) => {
    core = undefined;
    const page = !!globalThis.document;
    throw new FlowWidgetError(
      // A server may have no file to fetch, and may compile nothing; where it does, the core says the same.
      page ? 'wasm-load-failed' : 'unsupported-environment',
      "The loader's WebAssembly could not be started; see `cause`. It needs a page, whose Content-Security-Policy has script-src 'wasm-unsafe-eval'; init() takes its address.",
      { retryable: page, cause },
    );
  });
  // It is nobody's until somebody waits for it.
  core.catch(() => {});
  return core;
}

async function load(input: InitInput | undefined): Promise<Core> {
  const { start } = await import('./core-compile.js');
  return start(input ?? new URL('./flow_widget_loader_bg.wasm', import.meta.url));
}
