// What every screen is given.
import type { Session } from './api';
import type { Clock } from './clock';
import type { Child } from './dom';
import type { Entered } from './finish';
import type { Messages } from './i18n';

/** Something to look at: a still of the camera, a chosen file, or a drawing. */
export type Picture = Element;

/** What later screens want to know of earlier ones. It lives and dies with the widget. */
export interface Memory {
  /** The person's face, from the face check or a selfie. */
  face?: Picture;
  /** What the face is compared with. */
  reference?: Picture;
  entered?: Entered;
}

export interface Stage {
  readonly text: Messages;
  readonly session: Session;
  readonly memory: Memory;
  readonly clock: Clock;
  /** Aborted when the screen gives way to another one or the widget goes. */
  readonly signal: AbortSignal;
  /** Replaces what is on the screen and moves the focus to the heading. */
  show(heading: string, ...content: Child[]): void;
}
