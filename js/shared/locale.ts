import type { Locale } from './types.js';

/**
 * Returns the widget's language for one or more BCP 47 tags: the first that the widget supports, else `en`.
 * `kk`, `kk-KZ` and `kz` give `kz`. Never throws: any other input gives `en`. The Rust core has the same
 * function; one table of test cases (`tests/fixtures/locales.json`) covers both.
 *
 * @param tags one tag, or several in order of preference, such as `navigator.languages`
 */
export function negotiateLocale(tags: string | readonly string[]): Locale {
  try {
    // `exec` converts an array to text, joined with commas. A failed match, a symbol or a revoked Proxy throws.
    const [, ru, kz] = /(?:^|,)\s*(?:(rus?)|(k[kz]|kaz)|eng?)(?:[-_]|\s*(?:,|$))/i.exec(
      tags as string,
    ) as RegExpExecArray;
    return ru ? 'ru' : kz ? 'kz' : 'en';
  } catch {
    return 'en';
  }
}
