import { FlowWidgetError } from '../index.js';

/** The only values that attributes of `<flow-widget>` may have. */
export interface AttributeRules {
  /** URLs for `src`, besides the two in the service's guide, section 4.2. Default: none. */
  src?: readonly string[] | undefined;
  /** URLs for `endpoint`. Default: every URL of the page's own origin. */
  endpoint?: readonly string[] | undefined;
  /** Session ids; `[]` if only properties choose them. Default: every session id. */
  'session-id'?: readonly string[] | undefined;
}

const SERVICE = 'https://remote.biometric.kz/widget/flow-widget';

/**
 * Names with values that a script has chosen, and the service's script; a name alone trusts the values by default. Other
 * markup may have been injected.
 */
const trusted = new Set(['session-id', 'endpoint', `src ${SERVICE}.umd.js`, `src ${SERVICE}.js`]);

/**
 * Sets the values that attributes of every `<flow-widget>` may have. With another value, a session fails with
 * `invalid-config`. Properties that a script sets are not restricted, and neither are copies of the attributes that
 * reflect them.
 *
 * @param rules URLs are resolved now
 */
export function allow(rules: AttributeRules): void {
  // A key with `undefined` is absent.
  for (const [name, values] of Object.entries(rules)) {
    if (!values) continue;
    trusted.delete(name);
    for (const value of values) trust(name, resolve(value, globalThis.document?.baseURI));
  }
}

/** Trusts a value that a script has set as a property: elements may be copied with their attributes. */
export function trust(name: string, value: unknown): void {
  trusted.add(`${name} ${value}`);
}

/**
 * Checks the attributes that choose code, or with whom the user shares data.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function checkAttributes(element: Element): void {
  for (const name of ['session-id', 'endpoint', 'src']) {
    const value = readAttribute(element, name);
    // `location.origin` is for happy-dom: it is not the origin of an `<iframe srcdoc>`.
    const ownOrigin = globalThis.origin ?? location.origin;
    // Not `document.baseURI`, which an injected `<img name="baseURI">` hides.
    const url = resolve(value as string, element.baseURI);
    if (
      value &&
      !trusted.has(`${name} ${value}`) &&
      !trusted.has(`${name} ${url}`) &&
      !(trusted.has(name) && (name !== 'endpoint' || url.startsWith(`${ownOrigin}/`)))
    )
      throw new FlowWidgetError(
        'invalid-config',
        `${name}="${value.replace(/\/\/.*@/, '//')}" in markup is not allowed. Set the property, or call allow({ '${name}': […] }).`,
      );
  }
}

/**
 * Returns the value of an attribute. React 18 and templates write `false`, `null` and `undefined` as text: then the
 * attribute counts as absent.
 */
export function readAttribute(element: Element, name: string): string | null {
  const value = element.getAttribute(name);
  return /^(false|null|undefined)$/.test(value as string) ? null : value;
}

/** Returns the absolute URL, or the value itself if it is not a URL. */
function resolve(url: string, base: string | undefined): string {
  try {
    return new URL(url, base).href;
  } catch {
    return url;
  }
}
