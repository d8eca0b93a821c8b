/** The playground's own types: what the server says, what the person chose, what a run has brought so far. */

import type { ErrorCode, SessionState, Verdict, VerifyConfig } from '/dist/index.js';
import type en from './texts/en.js';

/** What there is advice for: every code of the package, and everything else. */
export type AdviceCode = ErrorCode | 'unknown';

type Widen<T> = T extends string ? string : { [K in keyof T]: Widen<T[K]> };

/** Every text of the page in one language. A language that lacks one does not compile. */
export type Texts = Widen<typeof en>;

/** The widget's names of its languages. */
export type Locale = 'ru' | 'en' | 'kz';

export type Technology = 'LDHP' | 'DR' | 'ED' | 'F2F';

export type State = 'preparing' | 'loading' | 'starting' | 'active' | 'finished' | 'cancelled' | 'failed';

/** One flow of the server; in production there is one, `default`, whose steps only the service knows. */
export interface Flow {
  id: string;
  name?: string;
  /** Empty when unknown. */
  technologies: Technology[];
}

/** `GET /config.json` */
export interface Config {
  mode: 'sandbox' | 'production';
  /** Where the widget's script is: candidates, tried in order. Absent: the package's own list. */
  src?: string | string[];
  flows: Flow[];
}

export interface Photo {
  name: string;
  /** Bytes of the file. */
  size: number;
  base64: string;
  /** `blob:` address of the picture, for the thumbnail. */
  url: string;
}

/** What the person has set. */
export interface Choices {
  locale: Locale;
  flow: string;
  display: 'phone' | 'fluid';
  /** A fault's name, or nothing. */
  fault: string;
  /** A case of the guide, or nothing when the fields no longer equal one. */
  preset: '' | '1' | '2' | '3';
  iin: string;
  iinChangeable: boolean;
  phone: string;
  phoneChangeable: boolean;
  skipInput: boolean;
  photo: Photo | null;
  interchangeable: Technology[];
}

/** `metadata` as the guide has it; only what differs from the guide's defaults is in it. */
export interface Metadata {
  edocument?: {
    iin?: { value?: string; changeable?: false };
    phone?: { value?: string; changeable?: false };
    skip_input?: true;
  };
  face2face?: { photo1: string };
  general?: { interchangeable_tech: Technology[] };
}

/** Something that happened at a time, in ms since the click. */
export type Mark =
  | { kind: 'state'; name: State; at: number }
  | { kind: 'event'; name: 'session' | 'script' | 'result'; at: number; note?: string };

export interface ResultView {
  status: 'waiting' | 'complete' | 'late' | 'stopped' | 'failed';
  /** What the verdict says; null when it does not. */
  passed?: boolean | null;
  value?: unknown;
  error?: unknown;
}

/** All that is known of the latest run. */
export interface RunView {
  /** `performance.now()` at the click. */
  startedAt: number;
  state: State;
  marks: Mark[];
  /** The fault that was chosen, or nothing. */
  fault: string;
  sessionId?: string;
  detail?: { value: unknown };
  failure?: { error: unknown };
  cancelled?: { reason: unknown };
  result?: ResultView;
}

/** What the page's part in a fault has to work with. */
export interface Scene {
  /** Where the widget goes. */
  container: HTMLElement;
  /** The healthy script. */
  src?: string | string[] | undefined;
  /** Ends the run, as the button does. */
  abort(): void;
}

/** The page's part in a fault. */
export interface Play {
  /** Over the usual options. */
  options?: Partial<Omit<VerifyConfig, 'selector' | 'container'>> & {
    selector?: string | undefined;
    container?: HTMLElement | undefined;
  };
  /** The fault that the script's server is asked for, if it is not the one of the name. */
  script?: string;
  /** Told every state. */
  onState?: ((state: SessionState | 'waiting') => void) | undefined;
  /** In place of `verify`. */
  call?(config: VerifyConfig): Promise<Verdict>;
  /** Sets right again, when the session has ended, what was changed in the browser. */
  undo?(): void;
}
