import type { ScriptOptions } from './types.js';

/** The first of the service's two script addresses (guide, section 4.2). */
const DEFAULT_SRC = 'https://remote.biometric.kz/widget/flow-widget.umd.js';

/**
 * Lets the browser fetch the widget's script while our wasm is still on its way. Returns what takes the
 * hint out again. Never throws: whether the options make sense is decided later, and in one place.
 */
export function hint(options: ScriptOptions): () => void {
  try {
    const { src = DEFAULT_SRC, type, nonce, integrity, crossOrigin, referrerPolicy } = options;
    if ('FlowWidget' in globalThis) throw 0;
    const link = document.createElement('link');
    if (type === 'classic') {
      link.rel = 'preload';
      link.as = 'script';
    } else {
      link.rel = 'modulepreload';
    }
    for (const [name, value] of Object.entries({ nonce, integrity, crossOrigin, referrerPolicy })) {
      if (value) link.setAttribute(name, value);
    }
    link.href = typeof src === 'string' ? src : (src[0] as string);
    document.head.append(link);
    return () => link.remove();
  } catch {
    return () => {};
  }
}
