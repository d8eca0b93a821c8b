import type { Field } from '../api';
import type { ScreenContext } from '../context';
import { button, h } from '../dom';
import { checkCode, maskPhone, parseIin, parsePhone } from '../fields';
import type { FormValues } from '../finish';
import { form, textField } from './form';
import { simulateWork } from './progress';

/** E-document (ED): asks for IIN and phone number (if the form is not skipped), then for the SMS code. */
export async function edocument(screen: ScreenContext): Promise<void> {
  const { session, collected } = screen;
  const prefilled = { iin: session.iin.value, phone: session.phone.value };
  const values = session.skipInput ? prefilled : await askForDetails(screen, collected.form ?? prefilled);
  collected.form = values;
  await askForCode(screen, values.phone);
  await simulateWork(screen, screen.text.technologies.ED.name, screen.text.code.fetching, 1_000);
}

async function askForDetails(
  { text, session, show }: ScreenContext,
  initial: FormValues,
): Promise<FormValues> {
  const words = text.edocument;
  const field = (
    label: string,
    hint: string,
    { value, changeable }: Field,
    typed: string,
    props: Record<string, string>,
  ) =>
    textField(
      label,
      hint,
      { ...props, value: changeable ? typed : value },
      changeable ? undefined : words.locked,
    );
  const iin = field(words.iin, words.iinHint, session.iin, initial.iin, {
    inputmode: 'numeric',
    autocomplete: 'off',
  });
  const phone = field(words.phone, words.phoneHint, session.phone, initial.phone, {
    type: 'tel',
    autocomplete: 'tel',
  });
  // A locked value is not validated: the user could not correct it.
  const read = (given: Field, input: HTMLInputElement, parse: (typed: string) => string | undefined) =>
    given.changeable ? parse(input.value) : given.value;
  const { element, submitted } = form([iin, phone], words.submit, () => {
    const values = {
      iin: read(session.iin, iin.input, parseIin),
      phone: read(session.phone, phone.input, parsePhone),
    };
    iin.setError(values.iin === undefined ? words.iinError : undefined);
    phone.setError(values.phone === undefined ? words.phoneError : undefined);
    return values.iin === undefined || values.phone === undefined ? undefined : (values as FormValues);
  });
  show(words.heading, h('p', { class: 'lead' }, words.lead), element);
  return submitted;
}

async function askForCode({ text, show }: ScreenContext, phone: string): Promise<void> {
  const words = text.code;
  const field = textField(words.label, words.hint, {
    class: 'code',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: 6,
  });
  const resent = h('span', { role: 'status' });
  const resend = button(words.resend, 'link', () => {
    field.input.value = '';
    field.setError(undefined);
    resent.textContent = words.resent;
  });
  const { element, submitted } = form(
    [field],
    words.confirm,
    () => {
      resent.textContent = '';
      const result = checkCode(field.input.value);
      if (result === 'right') return true;
      field.setError(words[result]);
      return undefined;
    },
    h('p', { class: 'resend' }, resend, resent),
  );
  show(words.heading, h('p', { class: 'lead' }, words.sent(maskPhone(phone))), element);
  await submitted;
}
