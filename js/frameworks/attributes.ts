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
    for (const value of values) trust(name, value, globalThis.document);
  }
}

/** Returns whether a URL has the page's origin. `location.origin` is for happy-dom: it is not that of an `<iframe srcdoc>`. */
const isOwn = (url: string) => url.startsWith(`${globalThis.origin ?? location.origin}/`);

/**
 * Trusts a value that a script has chosen: elements may be copied with their attributes. Not a relative URL that a `<base>`
 * leads to another origin, because markup may have injected that, too.
 *
 * @returns the value, absolute if it is a URL: injected markup with a `<base>` changes what a relative one means
 */
export function trust(name: string, value: unknown, node: Node | undefined): unknown {
  const text = resolve(name, value, node);
  if (text === resolve(name, value) || isOwn(text as string)) trusted.add(`${name} ${text}`);
  return text;
}

/**
 * Checks the attributes that choose code, or with whom the user shares data.
 *
 * @throws FlowWidgetError `invalid-config`
 */
export function checkAttributes(element: Element): void {
  for (const name of ['session-id', 'endpoint', 'src']) {
    const value = readAttribute(element, name);
    // Not `document.baseURI`, which an injected `<img name="baseURI">` hides.
    const url = resolve(name, value, element) as string;
    // The message has no user and password, which browsers accept without slashes, or with other ones, as well. Cut first: a
    // long value takes no time.
    if (
      value &&
      !trusted.has(`${name} ${url}`) &&
      !(trusted.has(name) && (name === 'session-id' || isOwn(url)))
    )
      throw new FlowWidgetError(
        'invalid-config',
        `${name}="${value.slice(-100).split('@').pop()}" in markup: set the property or call allow({}).`,
      );
  }
}

/** Returns whether a value is none: React 18 and templates write `false`, `null` and `undefined` as text, Python `False` and `None`. */
export function isAbsent(value: unknown): boolean {
  return /^(false|none|null|undefined)?$/i.test(value as string);
}

/** Returns the value of an attribute, which may be empty, or `null` if it is absent. */
export function readAttribute(element: Element, name: string): string | null {
  const value = element.getAttribute(name);
  return value && isAbsent(value) ? null : value;
}

/**
 * Returns the absolute URL, or `null` if it is absent; or the value itself, if the attribute has no URL or the value is
 * not one.
 *
 * @param node the node whose base URL counts; none on a server
 */
export function resolve<T>(name: string, value: T, node?: Node): T | string | null {
  try {
    if (/src|end/.test(name)) return isAbsent(value) ? null : new URL(value as string, node?.baseURI).href;
  } catch {
    // Not a URL.
  }
  return value;
}
