import type { Locale } from '../shared/types.js';

/** The texts of the panel in one language. */
export interface Labels {
  /** The BCP 47 tag of the language. */
  readonly lang: string;
  /** The title of the frame and of the window. */
  readonly title: string;
  /** In the window, until the session has been created. */
  readonly loading: string;
  /** While the window is open. */
  readonly window: string;
  /** If the browser has blocked the window. */
  readonly blocked: string;
  /** After the user has closed the window. */
  readonly closed: string;
  /** Before the page is left, and when the user has returned. */
  readonly redirect: string;
  /** The link to the hosted page. */
  readonly open: string;
}

export const LABELS: Record<Locale, Labels> = {
  en: {
    lang: 'en',
    title: 'Identity verification',
    loading: 'Loading…',
    window: 'Continue in the window that has opened. The result will appear here.',
    blocked: 'Your browser has blocked the new window. Open it with the link; the result will appear here.',
    closed: 'The window is closed. Checking the result…',
    redirect: 'The verification continues on a separate page. Come back here when you have finished.',
    open: 'Open the verification',
  },
  ru: {
    lang: 'ru',
    title: 'Подтверждение личности',
    loading: 'Загрузка…',
    window: 'Продолжите в открывшемся окне. Результат появится здесь.',
    blocked: 'Браузер заблокировал новое окно. Откройте его по ссылке, результат появится здесь.',
    closed: 'Окно закрыто. Проверяем результат…',
    redirect: 'Проверка продолжится на отдельной странице. Когда закончите, вернитесь сюда.',
    open: 'Открыть проверку',
  },
  kz: {
    lang: 'kk',
    title: 'Жеке басты растау',
    loading: 'Жүктелуде…',
    window: 'Ашылған терезеде жалғастырыңыз. Нәтиже осы жерде көрсетіледі.',
    blocked: 'Браузер жаңа терезені бұғаттады. Оны сілтеме арқылы ашыңыз, нәтиже осы жерде көрсетіледі.',
    closed: 'Терезе жабылды. Нәтиже тексерілуде…',
    redirect: 'Тексеру бөлек бетте жалғасады. Аяқтаған соң осы бетке оралыңыз.',
    open: 'Тексеруді ашу',
  },
};
