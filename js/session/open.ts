import { getCore } from '#core';
import type { Detail, FlowWidget, ScriptOptions, SessionConfig } from '../shared/types.js';
import { addPreloadLink } from './preload-link.js';
import { FlowSession } from './session.js';

/**
 * Loads the widget, runs a session and resolves when the user is done. Takes the config that the service's guide
 * passes to `FlowWidget.startSession` (section 4.3).
 *
 * @returns the `detail` of the widget's `finish` event
 * @throws FlowWidgetError with a `code`, or the reason of an aborted signal
 */
export function startSession(config: SessionConfig): Promise<Detail> {
  return openSession(config).finished;
}

/**
 * Starts a session like {@link startSession} and returns a handle with its state and `cancel()`. Never throws:
 * errors reject the handle's Promises.
 */
export function openSession(config: SessionConfig): FlowSession {
  return new FlowSession(config);
}

/**
 * Loads the widget's script without starting a session. Concurrent calls for one URL share one `<script>`; a
 * failed load can be retried.
 *
 * @returns `window.FlowWidget`
 * @throws FlowWidgetError `script-load-failed`, `script-timeout`, `script-blocked`, `widget-missing`,
 * `invalid-config`, `unsupported-environment` or `wasm-load-failed`; or the reason of an aborted signal
 */
export async function loadWidget(options: ScriptOptions = {}): Promise<FlowWidget> {
  const link = addPreloadLink(options);
  try {
    return (await (await getCore()).loadWidget(options)) as FlowWidget;
  } finally {
    link?.remove();
  }
}

/** The link that `preload` has added. */
let link: HTMLLinkElement | undefined;

/**
 * Starts downloading what a session needs, without running the widget's script: adds a `modulepreload` link for the
 * script, and fetches the loader's WebAssembly. Call it when a session is likely, for
 * example when the user hovers over its button. Repeated calls add no second link, but retry a failed WebAssembly
 * download. Never throws; a no-op on a server.
 */
export function preload(options: ScriptOptions = {}): void {
  if (!globalThis.document) return;
  link?.remove();
  link = addPreloadLink(options);
  getCore();
}
