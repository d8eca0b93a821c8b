import type { FailureType } from '../failures';
import type { Technology } from '../flow';

/** Fields of an ID card, in the order in which they are shown. */
export type CardField =
  | 'surname'
  | 'name'
  | 'patronymic'
  | 'birth'
  | 'iin'
  | 'number'
  | 'expiry'
  | 'authority';

/**
 * All texts of the widget in one language. Tests find controls by their labels, so a changed label
 * breaks the tests of integrators who drive the sandbox.
 */
export interface Messages {
  /** BCP 47 tag for `lang`. */
  readonly lang: string;
  readonly title: string;
  readonly badge: string;
  readonly steps: string;
  readonly loading: string;
  readonly cancel: string;
  readonly technologies: Readonly<Record<Technology, { readonly name: string; readonly brief: string }>>;
  readonly anotherWay: (name: string) => string;
  readonly leave: {
    readonly heading: string;
    readonly text: string;
    readonly stay: string;
    readonly go: string;
  };
  readonly intro: {
    readonly heading: string;
    readonly lead: string;
    readonly note: string;
    readonly start: string;
  };
  readonly liveness: {
    readonly lead: string;
    readonly asking: string;
    readonly noCamera: string;
    readonly begin: string;
    readonly demo: string;
    readonly progress: string;
    readonly prompts: Readonly<
      Record<'straight' | 'left' | 'right' | 'smile' | 'closer' | 'back' | 'done', string>
    >;
  };
  readonly capture: {
    readonly take: string;
    readonly file: string;
    readonly sample: string;
    readonly use: string;
    readonly again: string;
    readonly notImage: string;
    readonly noCamera: string;
    readonly preview: string;
  };
  readonly document: {
    readonly front: string;
    readonly back: string;
    readonly hint: string;
    readonly reading: string;
    readonly review: string;
    readonly reviewLead: string;
    readonly correct: string;
    readonly fields: Readonly<Record<CardField, string>>;
  };
  readonly edocument: {
    readonly heading: string;
    readonly lead: string;
    readonly iin: string;
    readonly iinHint: string;
    readonly iinError: string;
    readonly phone: string;
    readonly phoneHint: string;
    readonly phoneError: string;
    readonly locked: string;
    readonly submit: string;
  };
  readonly code: {
    readonly heading: string;
    readonly sent: (phone: string) => string;
    readonly label: string;
    readonly hint: string;
    readonly malformed: string;
    readonly wrong: string;
    readonly confirm: string;
    readonly resend: string;
    readonly resent: string;
    readonly fetching: string;
  };
  readonly face: {
    readonly reference: string;
    readonly referenceHint: string;
    readonly selfie: string;
    readonly comparing: string;
    readonly matched: string;
    readonly you: string;
    readonly photo: string;
  };
  readonly end: {
    readonly passed: string;
    readonly passedLead: string;
    readonly failed: string;
    readonly failures: Readonly<Record<FailureType, string>>;
    readonly saving: string;
    readonly unsaved: string;
    readonly retry: string;
    readonly done: string;
    readonly close: string;
    readonly expired: string;
    readonly expiredLead: string;
  };
  /** The screen that leads to a phone. */
  readonly qr: {
    readonly heading: string;
    readonly lead: string;
    readonly code: string;
    readonly link: string;
    readonly note: string;
  };
  readonly retry: {
    readonly heading: string;
    readonly stop: string;
  };
  /** The last screen of the hosted page. */
  readonly hosted: {
    readonly ended: string;
    readonly endedLead: string;
    /** Instead of `endedLead`, if the page is inside another page or an app. */
    readonly endedInside: string;
    readonly unavailable: string;
    readonly unavailableLead: string;
  };
  readonly panel: {
    readonly summary: string;
    readonly outcome: string;
    readonly pass: string;
    readonly apply: string;
  };
}
