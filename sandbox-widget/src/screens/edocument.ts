import type { Field } from '../api';
import { button, h } from '../dom';
import { checkCode, maskPhone, readIin, readPhone } from '../fields';
import type { Entered } from '../finish';
import type { Stage } from '../stage';
import { busy } from './busy';
import { form, textField } from './form';

/** E-document: IIN and phone, unless they are skipped, then the code from 1414. */
export async function edocument(stage: Stage): Promise<void> {
  const { session, memory } = stage;
  const given = { iin: session.iin.value, phone: session.phone.value };
  const entered = session.skipInput ? given : await details(stage, memory.entered ?? given);
  memory.entered = entered;
  await code(stage, entered.phone);
  await busy(stage, stage.text.technologies.ED.name, stage.text.code.fetching, 1_000);
}

async function details({ text, session, show }: Stage, before: Entered): Promise<Entered> {
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
  const iin = field(words.iin, words.iinHint, session.iin, before.iin, {
    inputmode: 'numeric',
    autocomplete: 'off',
  });
  const phone = field(words.phone, words.phoneHint, session.phone, before.phone, {
    type: 'tel',
    autocomplete: 'tel',
  });
  // What the person cannot change is not the person's to correct.
  const value = (given: Field, input: HTMLInputElement, read: (typed: string) => string | undefined) =>
    given.changeable ? read(input.value) : given.value;
  const { element, submitted } = form([iin, phone], words.submit, () => {
    const entered = {
      iin: value(session.iin, iin.input, readIin),
      phone: value(session.phone, phone.input, readPhone),
    };
    iin.fail(entered.iin === undefined ? words.iinError : undefined);
    phone.fail(entered.phone === undefined ? words.phoneError : undefined);
    return entered.iin === undefined || entered.phone === undefined ? undefined : (entered as Entered);
  });
  show(words.heading, h('p', { class: 'lead' }, words.lead), element);
  return submitted;
}

async function code({ text, show }: Stage, phone: string): Promise<void> {
  const words = text.code;
  const field = textField(words.label, words.hint, {
    class: 'code',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: 6,
  });
  const resent = h('span', { role: 'status' });
  const again = button(words.resend, 'link', () => {
    field.input.value = '';
    field.fail(undefined);
    resent.textContent = words.resent;
  });
  const { element, submitted } = form(
    [field],
    words.confirm,
    () => {
      resent.textContent = '';
      const verdict = checkCode(field.input.value);
      if (verdict === 'right') return true;
      field.fail(words[verdict]);
      return undefined;
    },
    h('p', { class: 'resend' }, again, resent),
  );
  show(words.heading, h('p', { class: 'lead' }, words.sent(maskPhone(phone))), element);
  await submitted;
}
