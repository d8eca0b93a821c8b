import type { ScriptOptions } from '../shared/types.js';

/** The first of the core's two default script URLs (the service's guide, section 4.2). */
const DEFAULT_SRC = 'https://remote.biometric.kz/widget/flow-widget.umd.js';

/**
 * Adds a preload `<link>` for the widget's script, so that the browser downloads it while the WebAssembly is still
 * loading. It has no `integrity`: with that option, the core's script has another URL.
 *
 * Never throws: the core validates the options and reports invalid ones.
 *
 * @returns the link, which the caller must remove; `undefined` if the page already has the widget
 */
export function addPreloadLink(options: ScriptOptions): HTMLLinkElement | undefined {
  try {
    if ((globalThis as { FlowWidget?: unknown }).FlowWidget) return undefined;
    return document.head.appendChild(
      Object.assign(document.createElement('link'), {
        // The core uses the same nonce for its `<script>`.
        nonce: options.nonce ?? [...document.scripts].find(({ nonce }) => nonce)?.nonce ?? '',
        crossOrigin: options.crossOrigin ?? null,
        as: 'script',
        rel: options.type === 'classic' ? 'preload' : 'modulepreload',
        referrerPolicy: options.referrerPolicy ?? '',
        // Own properties only: a polluted `Object.prototype` chooses no URL.
        href: [{ src: null, ...options }.src ?? DEFAULT_SRC].flat()[0] as string,
      }),
    );
  } catch {
    // The core reports invalid options.
  }
}
