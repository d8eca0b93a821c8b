/** Small helpers around the DOM. */

/**
 * The one element that `selector` names; the page is broken without it.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function find(selector, type, root = document) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`No ${type.name} matches ${selector}`);
  return found;
}

/**
 * A new element. In `props`, functions become listeners, `true` an empty attribute, and `false`, `null` and `undefined` nothing.
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
 * A text in which what stands between backticks is code.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export const withCode = (text) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An icon of the page's sprite; decoration only.
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

/** @returns {boolean} whether the page should do without smooth movement */
export const prefersCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Brings `element` into view, if it is not.
 *
 * @param {Element} element
 */
export function reveal(element) {
  element.scrollIntoView({ behavior: prefersCalm() ? 'instant' : 'smooth', block: 'start' });
}
