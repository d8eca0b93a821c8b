import type { Picture, ScreenContext } from '../context';
import { h } from '../dom';
import { face } from '../drawings';
import { capture } from './capture';
import { progressBar } from './progress';

/** Face to face (F2F): asks for the missing photos, then simulates the comparison. */
export async function comparison(
  screen: ScreenContext,
  missing: { readonly face: boolean; readonly reference: boolean },
): Promise<void> {
  const { text, collected, clock, signal } = screen;
  const words = text.face;
  const options = { facing: 'user', shape: 'portrait', sample: face } as const;
  if (missing.face) {
    collected.face = await capture(screen, {
      ...options,
      heading: words.selfie,
      hint: text.liveness.lead,
    });
  }
  if (missing.reference) {
    collected.reference = await capture(screen, {
      ...options,
      heading: words.reference,
      hint: words.referenceHint,
    });
  }
  const { element, set } = progressBar(words.comparing);
  const status = h('p', { class: 'prompt', role: 'status' });
  const pair = h(
    'div',
    { class: 'pair' },
    figure(words.you, collected.face),
    figure(words.photo, collected.reference),
  );
  screen.show(text.technologies.F2F.name, pair, status, element);
  status.textContent = words.comparing;
  await clock.simulate(1_500, signal, set);
  pair.classList.add('matched');
  status.textContent = words.matched;
  await clock.simulate(900, signal);
}

/** Returns a captioned picture, hidden from screen readers; a drawn face if there is no picture. */
function figure(caption: string, picture: Picture | undefined): HTMLElement {
  const shown = picture ?? face();
  shown.removeAttribute('role');
  shown.removeAttribute('aria-label');
  shown.setAttribute('aria-hidden', 'true');
  return h('figure', {}, h('div', { class: 'view' }, shown), h('figcaption', {}, caption));
}
