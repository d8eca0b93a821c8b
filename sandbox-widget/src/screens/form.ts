import { lock } from '../art';
import { h, type Props } from '../dom';

export interface FieldView {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows the error and says it; nothing takes it away. */
  fail(error: string | undefined): void;
}

let count = 0;

/** A labelled text field with a hint and a place for its error. `locked`: why it cannot be changed. */
export function textField(label: string, hint: string, props: Props, locked?: string): FieldView {
  // Unique within the shadow root, which is all that `for` and `aria-describedby` look at.
  const id = `field-${++count}`;
  const input = h('input', {
    id,
    class: locked ? 'locked' : '',
    'aria-describedby': `${id}-hint ${id}-error`,
    readonly: locked !== undefined,
    ...props,
  });
  const error = h('p', { id: `${id}-error`, class: 'error', 'aria-live': 'assertive' });
  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    h('div', { class: 'box' }, input, locked && lock()),
    h('p', { id: `${id}-hint`, class: 'hint' }, locked ?? hint),
    error,
  );
  const fail = (text: string | undefined): void => {
    error.textContent = text ?? '';
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
  input.addEventListener('input', () => fail(undefined));
  return { element, input, fail };
}

/** A form with one button. `read` returns the value, or nothing when it has shown what is wrong. */
export function form<T>(
  fields: readonly FieldView[],
  submit: string,
  read: () => T | undefined,
  ...more: HTMLElement[]
): { element: HTMLFormElement; submitted: Promise<T> } {
  let settle: (value: T) => void = () => {};
  const submitted = new Promise<T>((resolve) => {
    settle = resolve;
  });
  const element = h(
    'form',
    {
      novalidate: true,
      onsubmit(event) {
        event.preventDefault();
        const value = read();
        if (value !== undefined) settle(value);
        else fields.find(({ input }) => input.hasAttribute('aria-invalid'))?.input.focus();
      },
    },
    ...fields.map((field) => field.element),
    ...more,
    h('div', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, submit)),
  );
  return { element, submitted };
}
