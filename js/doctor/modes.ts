/**
 * What each mode needs from the headers of a page. The table in docs/modes.md is made of it, and browser tests run each mode
 * with exactly the headers of that table.
 */
import type { Mode } from '../shared/types.js';

/** The origin of the widget's script and of the hosted page. */
export const SERVICE = 'https://remote.biometric.kz';

export interface ModeHeaders {
  /** The sources that each directive of the Content-Security-Policy needs. */
  readonly csp: Readonly<Record<string, readonly string[]>>;
  /** The allowlist that each feature of the Permissions-Policy needs. An empty one is enough for the mode. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

const OWN = { 'script-src': ["'self'"], 'connect-src': ["'self'"] } as const;
const IN_FRAME = ['self', SERVICE] as const;
const OUTSIDE: ModeHeaders = { csp: OWN, permissions: { camera: [], microphone: [] } };

export const MODE_HEADERS: Readonly<Record<Mode, ModeHeaders>> = {
  widget: {
    csp: { 'script-src': ["'self'", "'wasm-unsafe-eval'", SERVICE], 'connect-src': ["'self'"] },
    permissions: { camera: ['self'], microphone: ['self'] },
  },
  frame: {
    csp: { ...OWN, 'frame-src': [SERVICE] },
    permissions: { camera: IN_FRAME, microphone: IN_FRAME, fullscreen: IN_FRAME },
  },
  window: OUTSIDE,
  redirect: OUTSIDE,
};

/** Returns the value of a Content-Security-Policy with these directives. */
export const cspValue = (directives: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');

/** Returns the value of a Permissions-Policy with these features. */
export const permissionsValue = (features: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(features)
    .map(([name, allowlist]) => `${name}=${allowlistValue(allowlist)}`)
    .join(', ');

const allowlistValue = (allowlist: readonly string[]): string =>
  allowlist.includes('*')
    ? '*'
    : `(${allowlist.map((each) => (each === 'self' ? each : `"${each}"`)).join(' ')})`;

/** Returns the row of a mode in the table of docs/modes.md. */
export function modeRow(mode: Mode): string {
  const { csp, permissions } = MODE_HEADERS[mode];
  return `| \`${mode}\` | \`${cspValue(csp)}\` | \`${permissionsValue(permissions)}\` |`;
}
