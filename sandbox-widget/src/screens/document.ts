import { card, face } from '../art';
import { choice, h } from '../dom';
import type { CardField } from '../i18n/messages';
import type { Picture, Stage } from '../stage';
import { busy } from './busy';
import { capture } from './capture';

/** A person who does not exist; the service's stand-in reports the same one. */
const SAMPLE: Readonly<Record<CardField, string>> = {
  surname: 'SAMPLE',
  name: 'AIGERIM',
  patronymic: 'TESTKYZY',
  birth: '01.01.1990',
  iin: '900101400013',
  number: '000000001',
  expiry: '31.12.2029',
  authority: 'MINISTRY OF SAMPLES',
};

/** Document recognition: both sides of a card, then what was read from it, to be confirmed. */
export async function documentRecognition(stage: Stage): Promise<void> {
  const { text, memory } = stage;
  const words = text.document;
  const { surname, name, patronymic, birth, number, expiry, authority } = SAMPLE;
  const front = (): Picture => card('front', [surname, name, patronymic, birth]);
  const back = (): Picture => card('back', [number, authority, expiry]);
  const shot = { hint: words.hint, facing: 'environment', shape: 'card-shot' } as const;
  for (;;) {
    const picture = await capture(stage, { ...shot, heading: words.front, sample: front });
    // The comparison wants the face: of the drawn card it is known.
    memory.reference = picture instanceof HTMLCanvasElement ? picture : face();
    await capture(stage, { ...shot, heading: words.back, sample: back });
    await busy(stage, text.technologies.DR.name, words.reading, 1_200);
    if (await review(stage)) return;
  }
}

async function review({ text, show }: Stage): Promise<boolean> {
  const words = text.document;
  const { element, chosen } = choice<boolean>(
    [words.correct, true, 'primary'],
    [text.capture.again, false, 'plain'],
  );
  const rows = (Object.keys(SAMPLE) as CardField[]).map((field) =>
    h('div', {}, h('dt', {}, words.fields[field]), h('dd', {}, SAMPLE[field])),
  );
  show(words.review, h('p', { class: 'lead' }, words.reviewLead), h('dl', {}, ...rows), element);
  return chosen;
}
