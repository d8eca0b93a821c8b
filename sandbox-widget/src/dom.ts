// Building DOM without markup in strings: nothing here needs an exception from Trusted Types or a CSP.

export type Child = Node | string | false | null | undefined;
type Value = string | number | boolean | undefined | ((event: Event) => void);
export type Props = Readonly<Record<string, Value>>;

function dress(element: Element, props: Props, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

/** An HTML element; a function under `onclick` becomes a listener of `click`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  dress(element, props, children);
  return element;
}

export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  dress(element, props, children);
  return element;
}

/** Turns while something is waited for; the heading beside it says for what. */
export const spinner = (): HTMLElement => h('div', { class: 'spinner' });

export type Kind = 'primary' | 'plain' | 'link';

export const button = (label: string, kind: Kind, onclick: () => void): HTMLButtonElement =>
  h('button', { type: 'button', class: kind, onclick }, label);

/** Buttons of which one will be chosen. `of`: label, value and look of each. */
export function choice<T>(...of: readonly (readonly [string, T, Kind])[]): {
  element: HTMLElement;
  chosen: Promise<T>;
} {
  const element = h('div', { class: 'actions' });
  const chosen = new Promise<T>((resolve) => {
    for (const [label, value, kind] of of) element.append(button(label, kind, () => resolve(value)));
  });
  return { element, chosen };
}
