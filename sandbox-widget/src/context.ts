// The context that every screen receives.
import type { Session } from './api';
import type { Clock } from './clock';
import type { Child } from './dom';
import type { FormValues } from './finish';
import type { Messages } from './i18n';

/** A picture as an element: a camera frame, a chosen file, or a drawing. */
export type Picture = Element;

/** Data that earlier screens collected for later ones. It is never stored. */
export interface Collected {
  /** The user's face, from the face check or a selfie. */
  face?: Picture;
  /** The photo that the face is compared with. */
  reference?: Picture;
  form?: FormValues;
}

export interface ScreenContext {
  readonly text: Messages;
  readonly session: Session;
  readonly collected: Collected;
  readonly clock: Clock;
  /** Aborted when another screen replaces this one or the widget is removed. */
  readonly signal: AbortSignal;
  /** Replaces the content of the screen and moves the focus to its heading. */
  show(heading: string, ...content: Child[]): void;
}
