import { negotiateLocale } from '../shared/locale.js';
import type { Locale } from '../shared/types.js';

/** What the dialog says. */
export interface Words {
  /** The language's BCP 47 tag. */
  readonly lang: string;
  readonly title: string;
  readonly close: string;
  readonly loading: string;
}

const WORDS: Record<Locale, Words> = {
  en: { lang: 'en', title: 'Identity verification', close: 'Close', loading: 'Loading…' },
  ru: { lang: 'ru', title: 'Подтверждение личности', close: 'Закрыть', loading: 'Загрузка…' },
  kz: { lang: 'kk', title: 'Жеке басты растау', close: 'Жабу', loading: 'Жүктелуде…' },
};

/** The words in the language that the widget will speak: the core decides the same. */
export function wordsFor(config: { locale?: string }): Words {
  let locale: unknown;
  try {
    ({ locale } = config);
  } catch {
    // The core reads it as well, and says so.
  }
  const page = [document.documentElement.lang, ...(navigator.languages ?? [])];
  return WORDS[negotiateLocale(locale == null ? page : (locale as string))];
}
