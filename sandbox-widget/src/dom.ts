// DOM helpers. They never parse HTML strings, so they work under any CSP and under Trusted Types.

export type Child = Node | string | false | null | undefined;
type Value = string | number | boolean | undefined | ((event: Event) => void);
/** Attributes and, under names such as `onclick`, event listeners. */
export type Props = Readonly<Record<string, Value>>;

function fill(element: Element, props: Props, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

/** Creates an HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

/** Creates an SVG element. */
export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(element, props, children);
  return element;
}

/** Creates a spinner. It has no label: the heading next to it names what is loading. */
export const spinner = (): HTMLElement => h('div', { class: 'spinner' });

export type ButtonStyle = 'primary' | 'plain' | 'link';

export const button = (label: string, style: ButtonStyle, onclick: () => void): HTMLButtonElement =>
  h('button', { type: 'button', class: style, onclick }, label);

/**
 * Creates a row of buttons; `chosen` resolves to the value of the first one that is clicked.
 *
 * @param options label, value and style of each button
 */
export function choice<T>(...options: readonly (readonly [string, T, ButtonStyle])[]): {
  element: HTMLElement;
  chosen: Promise<T>;
} {
  const element = h('div', { class: 'actions' });
  const chosen = new Promise<T>((resolve) => {
    for (const [label, value, style] of options) {
      element.append(button(label, style, () => resolve(value)));
    }
  });
  return { element, chosen };
}
