// Checks what `startSession` was given. Whoever integrates the widget reads these messages.

export const LOCALES = ['ru', 'en', 'kz'] as const;
export type Locale = (typeof LOCALES)[number];

/** What `startSession` accepts: the guide's table names `session_id`, its examples say `id`. */
export interface Config {
  readonly id?: string;
  readonly session_id?: string;
  readonly selector: string;
  readonly locale: Locale;
}

export interface CheckedConfig {
  readonly id: string;
  readonly selector: string;
  readonly locale: Locale;
}

export const complain = (text: string): Error => new Error(`FlowWidget (sandbox): ${text}`);

/** @throws Error that names the field that is wrong */
export function checkConfig(config: unknown): CheckedConfig {
  if (typeof config !== 'object' || config === null) {
    throw complain('startSession needs an object { id, selector, locale }');
  }
  const { id, session_id, selector, locale } = config as Record<string, unknown>;
  const session = id ?? session_id;
  if (typeof session !== 'string' || session.trim() === '') {
    throw complain('id (or session_id) must be the session id that the service gave');
  }
  if (id && session_id && id !== session_id) throw complain('id and session_id name different sessions');
  if (typeof selector !== 'string' || selector === '') {
    throw complain("selector must be a CSS selector such as '#flow-widget'");
  }
  const known = LOCALES.find((name) => name === locale);
  if (!known) throw complain(`locale must be one of ${LOCALES.join(', ')}; it is ${String(locale)}`);
  return { id: session.trim(), selector, locale: known };
}

/** @throws Error when the selector is malformed or matches nothing */
export function findContainer(selector: string): Element {
  let found: Element | null;
  try {
    found = document.querySelector(selector);
  } catch {
    throw complain(`selector ${JSON.stringify(selector)} is no CSS selector`);
  }
  if (!found) throw complain(`no element matches the selector ${JSON.stringify(selector)}`);
  return found;
}
