import type { Locale } from './types.js';

/**
 * The widget's language for a list of BCP 47 tags: the first that it has, English where it has none.
 * `kk`, `kk-KZ` and `kz` are `kz`. The Rust core does the same; one table tests both.
 */
export function negotiateLocale(tags: string | readonly string[]): Locale {
  for (const tag of typeof tags === 'string' ? [tags] : tags) {
    const name = /^(?:(rus?)|(kk|kz|kaz)|(eng?))$/i.exec(tag.trim().split(/[-_]/)[0] as string);
    if (name) return name[1] ? 'ru' : name[2] ? 'kz' : 'en';
  }
  return 'en';
}
