import { negotiateLocale } from '../shared/locale.js';
import type { Locale } from '../shared/types.js';

/** The texts of the dialog in one language. */
export interface Labels {
  /** The BCP 47 tag of the language. */
  readonly lang: string;
  readonly title: string;
  readonly close: string;
  readonly loading: string;
}

const LABELS: Record<Locale, Labels> = {
  en: { lang: 'en', title: 'Identity verification', close: 'Close', loading: 'Loading…' },
  ru: { lang: 'ru', title: 'Подтверждение личности', close: 'Закрыть', loading: 'Загрузка…' },
  kz: { lang: 'kk', title: 'Жеке басты растау', close: 'Жабу', loading: 'Жүктелуде…' },
};

/** Returns the texts in the language of the widget, which the core chooses by the same rules. */
export function labelsFor(config: { locale?: string }): Labels {
  let locale: unknown;
  try {
    ({ locale } = config);
  } catch {
    // The core reads `locale` as well and reports the error.
  }
  const pageLocales = [document.documentElement.lang, ...(navigator.languages ?? [])];
  return LABELS[negotiateLocale(locale == null ? pageLocales : (locale as string))];
}
