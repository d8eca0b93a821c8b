/** The playground's types: the server's config, the user's choices, and the state of a run. */

import type {
  EnvironmentFinding,
  EnvironmentReport,
  ErrorCode,
  Mode,
  Verdict,
  VerifyConfig,
  VerifyState,
} from '/dist/index.js';
import type { FailureDescription } from '/dist/messages.js';
import type { Ending } from './endings.js';
import type en from './texts/en.js';

/** The keys of the advice texts: every error code of the package, and `unknown` for all other errors. */
export type AdviceCode = ErrorCode | 'unknown';

type Widen<T> = T extends string ? string : { [K in keyof T]: Widen<T[K]> };

/** All texts of the page in one language. Every language must have the same keys as the English texts. */
export type Texts = Widen<typeof en>;

/** The widget's language codes. */
export type Locale = 'ru' | 'en' | 'kz';

export type State = VerifyState;

/** The mode in which a session continues if the chosen one cannot be used; empty for none. */
export type Fallback = '' | Exclude<Mode, 'widget'>;

export type Technology = 'LDHP' | 'DR' | 'ED' | 'F2F';

/** A flow that the server offers. In production there is only `default`, whose technologies are unknown. */
export interface Flow {
  id: string;
  name?: string;
  /** Empty if unknown. */
  technologies: Technology[];
}

/** The response of `GET /config.json`. */
export interface Config {
  mode: 'sandbox' | 'production';
  /** URLs of the widget's script, tried in order; if absent, the package's own list. */
  src?: string | string[];
  /** URL of the sandbox's hosted page; if absent, the package's default. */
  hostedUrl?: string;
  flows: Flow[];
}

/** A photo that the user has chosen for `metadata.face2face.photo1`. */
export interface Photo {
  name: string;
  /** Bytes of the file. */
  size: number;
  base64: string;
  /** `blob:` URL for the thumbnail. */
  url: string;
}

/** The user's settings. */
export interface Choices {
  locale: Locale;
  flow: string;
  /** Where the user verifies: in the widget, or on the hosted page. */
  mode: Mode;
  fallback: Fallback;
  /** The widget's place: a frame of the page, or the package's dialog, which can fill the viewport. */
  display: 'phone' | 'fluid' | 'dialog' | 'viewport';
  /** Whether a reload of the page continues the verification. */
  resume: boolean;
  /** How the sandbox ends the session. */
  ending: Ending;
  /** The failure reason for the ending `failed`, a key of `REASONS`. */
  reason: string;
  /** Name of the fault to simulate; empty for none. */
  fault: string;
  /** The e-document case of the service's guide whose values the fields have; empty if none matches. */
  preset: '' | '1' | '2' | '3';
  iin: string;
  iinChangeable: boolean;
  phone: string;
  phoneChangeable: boolean;
  skipInput: boolean;
  photo: Photo | null;
  interchangeable: Technology[];
}

/** The session's `metadata` (the service's guide, section 3); default values are omitted. */
export interface Metadata {
  edocument?: {
    iin?: { value?: string; changeable?: false };
    phone?: { value?: string; changeable?: false };
    skip_input?: true;
  };
  face2face?: { photo1: string };
  general?: { interchangeable_tech: Technology[] };
}

/** Options of the sandbox for one session. The service does not know them. */
export interface SandboxMetadata {
  outcome?: 'passed' | 'failed' | 'cancelled' | 'expired';
  reason?: { type: string; detail?: string };
  qr?: 'always';
}

/** An entry of the timeline: a state or event with its time, in ms since the start of the run. */
export type Mark =
  | { kind: 'state'; name: VerifyState; at: number }
  | { kind: 'event'; name: 'session' | 'script'; at: number; note?: string };

/** The verdict of the playground's backend, which adds the whole result. */
export type PlaygroundVerdict = Verdict<{ result: unknown }>;

/** Returns the package's message for the user about a verdict or an error, in the page's language. */
export type DescribeFailure = (outcome: unknown) => FailureDescription;

/** Returns the package's text for the user about a finding of `checkEnvironment`, in the page's language. */
export type DescribeFinding = (finding: EnvironmentFinding) => FailureDescription;

/** Checks the environment with the package's `checkEnvironment`. */
export type CheckEnvironment = (options: {
  hostedUrl?: string;
  signal: AbortSignal;
}) => Promise<EnvironmentReport>;

/** A webhook of the sandbox, as the playground's server has received it. */
export interface WebhookView {
  /** When it was received, in ms since 1970. */
  at: number;
  event: { event: string; success?: boolean };
  /** For `flow.end`: the verdict that the handler has read from the sandbox. */
  verdict?: unknown;
}

/** The state of the latest run. */
export interface RunView {
  /** `performance.now()` at the start. */
  startedAt: number;
  state: VerifyState;
  marks: Mark[];
  /** Name of the simulated fault; empty for none. */
  fault: string;
  mode: Mode;
  fallback: Fallback;
  sessionId?: string;
  detail?: { value: unknown };
  failure?: { error: unknown };
  cancelled?: { reason: unknown };
  verdict?: PlaygroundVerdict;
  /** Whether the run continues a verification that a reload of the page has interrupted. */
  continues?: boolean;
}

/** The argument of `setUpFault`. */
export interface FaultContext {
  /** The widget's container. */
  container: HTMLElement;
  /** URLs of the working script. */
  src?: string | string[] | undefined;
  /** Cancels the run, like the Cancel button. */
  abort(): void;
  /** Aborted when the run has ended. */
  ended: AbortSignal;
}

/** Changes to a run that simulate a fault in the page. */
export interface FaultSetup {
  /** Options that override the default ones. */
  options?: Partial<Omit<VerifyConfig, 'selector' | 'container'>> & {
    selector?: string | undefined;
    container?: HTMLElement | undefined;
  };
  /** Name of the fault to put in the query of the script's URL; default: the fault that the user has chosen. */
  script?: string;
  /** Called with every state. */
  onState?: ((state: VerifyState) => void) | undefined;
  /** Replaces `verify`. */
  call?(config: VerifyConfig): Promise<Verdict>;
  /** Called when the session has ended; restores the changed browser APIs. */
  undo?(): void;
}
