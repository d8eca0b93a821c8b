// Validation of the config that the page passes to `startSession`.

export const LOCALES = ['ru', 'en', 'kz'] as const;
export type Locale = (typeof LOCALES)[number];

/** A valid config. */
export interface CheckedConfig {
  readonly id: string;
  readonly selector: string;
  readonly locale: Locale;
}

/** Returns an Error whose message starts with `FlowWidget (sandbox)`. */
export const widgetError = (message: string): Error => new Error(`FlowWidget (sandbox): ${message}`);

/**
 * Validates a config. The session id can be in `id` or in `session_id`, because the service's guide
 * (section 4.3) uses both names.
 *
 * @throws Error that names the invalid field
 */
export function checkConfig(config: unknown): CheckedConfig {
  if (typeof config !== 'object' || config === null) {
    throw widgetError('startSession requires an object { id, selector, locale }');
  }
  const { id, session_id, selector, locale } = config as Record<string, unknown>;
  const session = id ?? session_id;
  if (typeof session !== 'string' || session.trim() === '') {
    throw widgetError('id (or session_id) must be the session id that the service returned');
  }
  if (id && session_id && id !== session_id) throw widgetError('id and session_id name different sessions');
  if (typeof selector !== 'string' || selector === '') {
    throw widgetError("selector must be a CSS selector such as '#flow-widget'");
  }
  const known = LOCALES.find((name) => name === locale);
  if (!known) throw widgetError(`locale must be one of ${LOCALES.join(', ')}, not ${String(locale)}`);
  return { id: session.trim(), selector, locale: known };
}

/**
 * Returns the first element that the selector matches.
 *
 * @throws Error if the selector is malformed or matches no element
 */
export function findContainer(selector: string): Element {
  let found: Element | null;
  try {
    found = document.querySelector(selector);
  } catch {
    throw widgetError(`selector ${JSON.stringify(selector)} is not a valid CSS selector`);
  }
  if (!found) throw widgetError(`no element matches the selector ${JSON.stringify(selector)}`);
  return found;
}
