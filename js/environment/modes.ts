/** Decides which modes can work, and which one to recommend. */
import type { EnvironmentFinding, Mode } from '../shared/types.js';
import { isFramed, isTouch } from './page.js';

type Code = EnvironmentFinding['code'];

const NONE: readonly Mode[] = [];
/** The modes that use the camera in this page or in a frame of it, so that its permission and its policy apply. */
const IN_PAGE: readonly Mode[] = ['widget', 'frame'];
const ALL: readonly Mode[] = ['widget', 'frame', 'window', 'redirect'];

/** The modes that each finding rules out in a page that is not in a frame. */
const RULED_OUT: Readonly<Record<Code, readonly Mode[]>> = {
  'insecure-context': IN_PAGE,
  'camera-unsupported': ALL,
  'camera-blocked': IN_PAGE,
  // A permission is given to the origin of the page, which passes it on to its frames. The hosted page has its own.
  'camera-denied': IN_PAGE,
  'camera-missing': ALL,
  'camera-busy': ALL,
  'microphone-blocked': IN_PAGE,
  'microphone-denied': IN_PAGE,
  'microphone-missing': ALL,
  'microphone-busy': ALL,
  'wasm-unsupported': ['widget'],
  'wasm-blocked': ['widget'],
  'frame-blocked': ['frame'],
  'in-app-browser': NONE,
};

/** Returns whether a finding rules out a mode. */
export function rulesOut(code: Code, mode: Mode): boolean {
  const modes = RULED_OUT[code];
  // In a frame, a redirect navigates that frame only: the hosted page is then a frame, too.
  return modes.includes(mode === 'redirect' && isFramed() ? 'frame' : mode);
}

/** Returns for each mode whether no finding rules it out. */
export const usableModes = (codes: readonly Code[]) =>
  Object.fromEntries(ALL.map((mode) => [mode, !codes.some((code) => rulesOut(code, mode))])) as Record<
    Mode,
    boolean
  >;

/**
 * Returns the mode to use. `widget` and `frame` come first, because the user stays on the page. Otherwise a desktop
 * browser shows a window next to the page, which goes on running. A phone opens a tab instead, hides the page and may
 * discard it, so that there the redirect comes first.
 */
export function recommend(modes: Readonly<Record<Mode, boolean>>, inApp: string | null): Mode | null {
  const outside: readonly Mode[] = isTouch() ? ['redirect', 'window'] : ['window', 'redirect'];
  const isUnreliable = (mode: Mode) =>
    // In-app browsers ignore `window.open`, or replace the page.
    (mode === 'window' && inApp !== null) || (mode === 'redirect' && isFramed());
  return [...IN_PAGE, ...outside].find((mode) => modes[mode] && !isUnreliable(mode)) ?? null;
}
