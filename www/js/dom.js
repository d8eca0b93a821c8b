/** DOM helpers. */

/**
 * Returns the first element that matches `selector`.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} [root]
 * @returns {T}
 * @throws {Error} if no element matches, or the first match is not a `type`
 */
export function find(selector, type, root = document) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`No ${type.name} matches ${selector}`);
  return found;
}

/**
 * Creates an element. In `props`, a function becomes an event listener and `true` an empty attribute; `false`, `null`
 * and `undefined` are ignored.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') {
      element.addEventListener(name.replace(/^on/, ''), /** @type {EventListener} */ (value));
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * Splits a text with Markdown backticks into strings and `<code>` elements.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export const withCode = (text) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Returns an icon from the page's SVG sprite, hidden from screen readers.
 *
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Scrolls `element` to the top of the window, smoothly unless the user prefers reduced motion.
 *
 * @param {Element} element
 */
export function reveal(element) {
  const { matches: reduced } = matchMedia('(prefers-reduced-motion: reduce)');
  element.scrollIntoView({ behavior: reduced ? 'instant' : 'smooth', block: 'start' });
}
