import type { Locale } from './types.js';

/**
 * The widget's language for a list of BCP 47 tags: the first that it has, English where it has none.
 * `kk`, `kk-KZ` and `kz` are `kz`. What is no list of texts is English as well: never throws. The Rust core
 * does the same; one table tests both.
 */
export function negotiateLocale(tags: string | readonly string[]): Locale {
  try {
    // A list becomes a text with commas. Nothing found, a symbol, a revoked Proxy: each throws.
    const [, ru, kz] = /(?:^|,)\s*(?:(rus?)|(k[kz]|kaz)|eng?)(?:[-_]|\s*(?:,|$))/i.exec(
      tags as string,
    ) as RegExpExecArray;
    return ru ? 'ru' : kz ? 'kz' : 'en';
  } catch {
    return 'en';
  }
}
