import { face } from '../art';
import { h } from '../dom';
import type { Picture, Stage } from '../stage';
import { bar } from './busy';
import { capture } from './capture';

/** Face to face: asks for the photos that are missing, then compares. */
export async function comparison(
  stage: Stage,
  missing: { readonly face: boolean; readonly reference: boolean },
): Promise<void> {
  const { text, memory, clock, signal } = stage;
  const words = text.face;
  const shot = { facing: 'user', shape: 'portrait', sample: face } as const;
  if (missing.face) {
    memory.face = await capture(stage, { ...shot, heading: words.selfie, hint: text.liveness.lead });
  }
  if (missing.reference) {
    memory.reference = await capture(stage, { ...shot, heading: words.reference, hint: words.referenceHint });
  }
  const { element, set } = bar(words.comparing);
  const status = h('p', { class: 'prompt', role: 'status' });
  const pair = h('div', { class: 'pair' }, half(words.you, memory.face), half(words.photo, memory.reference));
  stage.show(text.technologies.F2F.name, pair, status, element);
  status.textContent = words.comparing;
  await clock.simulate(1_500, signal, set);
  pair.classList.add('matched');
  status.textContent = words.matched;
  await clock.simulate(900, signal);
}

function half(caption: string, picture: Picture | undefined): HTMLElement {
  const shown = picture ?? face();
  shown.removeAttribute('role');
  shown.removeAttribute('aria-label');
  shown.setAttribute('aria-hidden', 'true');
  return h('figure', {}, h('div', { class: 'view' }, shown), h('figcaption', {}, caption));
}
