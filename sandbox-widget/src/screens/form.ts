import { h, type Props } from '../dom';
import { lock } from '../drawings';

export interface FieldView {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows an error, which screen readers announce; `undefined` removes it. */
  setError(error: string | undefined): void;
}

let count = 0;

/**
 * Creates a labelled text field with a hint and an error message.
 *
 * @param locked why the field is read-only; shown instead of the hint
 */
export function textField(label: string, hint: string, props: Props, locked?: string): FieldView {
  // Unique within the shadow root, which is the scope of `for` and `aria-describedby`.
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
  const setError = (text: string | undefined): void => {
    error.textContent = text ?? '';
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
  input.addEventListener('input', () => setError(undefined));
  return { element, input, setError };
}

/**
 * Creates a form with a submit button.
 *
 * @param submit label of the button
 * @param read returns the form's value, or `undefined` after showing an error in a field
 * @param more elements between the fields and the button
 */
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
