import { getCore } from '#core';
import type { Detail, FlowWidget, ScriptOptions, SessionConfig } from '../shared/types.js';
import { hint } from './preload-link.js';
import { FlowSession } from './session.js';

/**
 * Loads the widget, starts a session and waits for its end. Takes the object that the guide gives to
 * `FlowWidget.startSession`.
 *
 * @returns the `detail` of the widget's `finish` event.
 * @throws FlowWidgetError by code, or the reason of an aborted signal.
 */
export function startSession(config: SessionConfig): Promise<Detail> {
  return openSession(config).finished;
}

/** The same as {@link startSession}, with a handle: its states, and a way to cancel. Never throws. */
export function openSession(config: SessionConfig): FlowSession {
  return new FlowSession(config);
}

/**
 * Loads the widget's script and nothing else. Callers of one URL share one `<script>`; a failed load can
 * be tried again.
 *
 * @returns `window.FlowWidget`.
 * @throws FlowWidgetError `script-load-failed`, `script-timeout`, `script-blocked`, `widget-missing`,
 * `invalid-config`, `unsupported-environment` or `wasm-load-failed`.
 */
export async function loadWidget(options: ScriptOptions = {}): Promise<FlowWidget> {
  const link = hint(options);
  try {
    return (await (await getCore()).loadWidget(options)) as FlowWidget;
  } finally {
    link?.remove();
  }
}

/**
 * Begins to fetch what a session will need: the widget's script, by a `preconnect` and `modulepreload` link, and
 * our wasm. Call it when a session is likely, such as when its button is hovered over; the session that follows
 * takes what is there. Nothing of the script is run. The link stays, and does no more than it has done; to call
 * this again adds nothing, but tries again what has failed of the wasm. Never throws; on a server it does nothing.
 */
export function preload(options: ScriptOptions = {}): void {
  if (!globalThis.document) return;
  hint(options, 'preconnect ');
  getCore();
}
