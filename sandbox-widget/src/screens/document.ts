import type { Picture, ScreenContext } from '../context';
import { choice, h } from '../dom';
import { card, face } from '../drawings';
import type { CardField } from '../i18n/messages';
import { capture } from './capture';
import { simulateWork } from './progress';

/** A fictitious person, the same one as in the sandbox service's results. */
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

/** Document recognition (DR): asks for both sides of the card, then shows the sample data for review. */
export async function documentRecognition(screen: ScreenContext): Promise<void> {
  const { text, collected } = screen;
  const words = text.document;
  const { surname, name, patronymic, birth, number, expiry, authority } = SAMPLE;
  const front = (): Picture => card('front', [surname, name, patronymic, birth]);
  const back = (): Picture => card('back', [number, authority, expiry]);
  const options = { hint: words.hint, facing: 'environment', shape: 'card-shot' } as const;
  for (;;) {
    const picture = await capture(screen, { ...options, heading: words.front, sample: front });
    // The comparison shows a face, so the drawn card is represented by its drawn face.
    collected.reference = picture instanceof HTMLCanvasElement ? picture : face();
    await capture(screen, { ...options, heading: words.back, sample: back });
    await simulateWork(screen, text.technologies.DR.name, words.reading, 1_200);
    if (await review(screen)) return;
  }
}

/** Shows the sample data. Resolves to `false` if the user wants to take the photos again. */
async function review({ text, show }: ScreenContext): Promise<boolean> {
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
