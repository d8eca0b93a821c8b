import type { ScriptOptions } from '../shared/types.js';

/** The first of the service's two script addresses (guide, section 4.2). */
const DEFAULT_SRC = 'https://remote.biometric.kz/widget/flow-widget.umd.js';

/**
 * Lets the browser fetch the widget's script while our wasm is still on its way. Returns the `<link>`, for the
 * caller to take out again; nothing where the page has a link to that address, or the widget, already. Never
 * throws: whether the options make sense is decided later, and in one place.
 *
 * @param rel more for the link's `rel`, with a space behind it
 */
export function hint(options: ScriptOptions, rel = ''): HTMLLinkElement | undefined {
  try {
    const src = [options.src ?? DEFAULT_SRC].flat()[0] as string;
    if ('FlowWidget' in globalThis || document.querySelector(`link[href="${src}"]`)) return undefined;
    const link = document.createElement('link');
    // As the core does, for a policy with nonces.
    link.nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
    link.as = 'script';
    link.rel = `${rel}preload`;
    if (options.type !== 'classic') {
      link.rel = `${rel}modulepreload`;
      // To a module the same as none; to `preconnect` it says which connection will be used.
      link.crossOrigin = 'anonymous';
    }
    for (const name of ['nonce', 'integrity', 'crossOrigin', 'referrerPolicy'] as const) {
      if (options[name]) link[name] = options[name];
    }
    link.href = src;
    document.head.append(link);
    return link;
  } catch {
    // What is wrong with the options, the core says.
  }
}
