import type { ScriptOptions } from '../shared/types.js';

/** The first of the core's two default script URLs (the service's guide, section 4.2). */
const DEFAULT_SRC = 'https://remote.biometric.kz/widget/flow-widget.umd.js';

/**
 * Adds a preload `<link>` for the widget's script, so that the browser downloads it while the WebAssembly is still
 * loading. Returns the link, which the caller must remove; or `undefined` if the page already has the widget or a link
 * to that URL. Never throws: the core validates the options and reports invalid ones.
 *
 * @param rel additional link types for `rel`, with a trailing space, such as `preconnect `
 */
export function addPreloadLink(options: ScriptOptions, rel = ''): HTMLLinkElement | undefined {
  try {
    const src = [options.src ?? DEFAULT_SRC].flat()[0] as string;
    if ('FlowWidget' in globalThis || document.querySelector(`link[href="${src}"]`)) return undefined;
    const link = document.createElement('link');
    // The core uses the same nonce for its `<script>`.
    link.nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
    link.as = 'script';
    link.rel = `${rel}preload`;
    if (options.type !== 'classic') {
      link.rel = `${rel}modulepreload`;
      // Module scripts always use CORS; `preconnect` needs this to open the connection that they use.
      link.crossOrigin = 'anonymous';
    }
    for (const name of ['nonce', 'integrity', 'crossOrigin', 'referrerPolicy'] as const) {
      if (options[name]) link[name] = options[name];
    }
    link.href = src;
    document.head.append(link);
    return link;
  } catch {
    // The core reports invalid options.
  }
}
