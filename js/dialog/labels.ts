import { negotiateLocale } from '../shared/locale.js';
import type { DialogOptions, Locale } from '../shared/types.js';

/** The texts of the dialog in one language. */
export interface Labels {
  /** The BCP 47 tag of the language. */
  readonly lang: string;
  readonly title: string;
  readonly close: string;
  readonly loading: string;
  /** While the verdict is awaited. */
  readonly waiting: string;
}

const LABELS: Record<Locale, Labels> = {
  en: {
    lang: 'en',
    title: 'Identity verification',
    close: 'Close',
    loading: 'Loading…',
    waiting: 'Checking the result…',
  },
  ru: {
    lang: 'ru',
    title: 'Подтверждение личности',
    close: 'Закрыть',
    loading: 'Загрузка…',
    waiting: 'Проверяем результат…',
  },
  kz: {
    lang: 'kk',
    title: 'Жеке басты растау',
    close: 'Жабу',
    loading: 'Жүктелуде…',
    waiting: 'Нәтиже тексерілуде…',
  },
};

/**
 * Returns the texts: those in the options, and else in the language of the widget, which the core chooses by the same
 * rules.
 */
export function labelsFor(locale: unknown, options: DialogOptions): Labels {
  // A server has no document and may have no navigator. The dialog reports the missing page as an error.
  const pageLocales = [
    globalThis.document?.documentElement.lang ?? '',
    ...(globalThis.navigator?.languages ?? []),
  ];
  const labels = LABELS[negotiateLocale(locale == null ? pageLocales : (locale as string))];
  return {
    lang: labels.lang,
    title: options.title ?? labels.title,
    close: options.closeLabel ?? labels.close,
    loading: options.loadingText ?? labels.loading,
    waiting: options.waitingText ?? labels.waiting,
  };
}
