import { type Facing, still } from '../camera';
import { button, choice, h } from '../dom';
import type { Picture, Stage } from '../stage';
import { viewfinder } from './viewfinder';

export interface Shot {
  readonly heading: string;
  readonly hint: string;
  readonly facing: Facing;
  readonly shape: 'card-shot' | 'portrait';
  /** The drawn sample, new at each call. */
  readonly sample: () => Picture;
}

const RATIOS = { 'card-shot': 1.586, portrait: 3 / 4 } as const;

/** A picture from the camera, a file, or the sample. Only the first two are shown for approval. */
export async function capture(stage: Stage, shot: Shot): Promise<Picture> {
  for (;;) {
    const picture = await once(stage, shot);
    if (!(picture instanceof HTMLCanvasElement)) return picture;
    const { use, again, preview } = stage.text.capture;
    const { element, chosen } = choice<boolean>([use, true, 'primary'], [again, false, 'plain']);
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', preview);
    stage.show(shot.heading, h('div', { class: shot.shape }, h('div', { class: 'view' }, picture)), element);
    if (await chosen) return picture;
  }
}

async function once(stage: Stage, { heading, hint, facing, shape, sample }: Shot): Promise<Picture> {
  const { text } = stage;
  const words = text.capture;
  const status = h('p', { class: 'prompt', role: 'status' });
  const asking = h('div', { class: shape }, h('div', { class: 'view' }, sample()));
  stage.show(heading, h('p', { class: 'lead' }, hint), asking, status);
  status.textContent = text.liveness.asking;

  // The camera serves this one picture and is let go with it.
  const control = new AbortController();
  const letGo = (): void => control.abort();
  stage.signal.addEventListener('abort', letGo);
  const view = await viewfinder({ ...stage, signal: control.signal }, facing, sample());
  const note = h('p', { class: 'prompt', role: 'status' });

  const picture = await new Promise<Picture>((resolve) => {
    const input = h('input', {
      type: 'file',
      accept: 'image/*',
      hidden: true,
      'aria-label': words.file,
      async onchange() {
        const file = input.files?.[0];
        if (!file) return;
        try {
          // No blob: URL, which a page's CSP may forbid.
          const bitmap = await createImageBitmap(file);
          resolve(still(bitmap, RATIOS[shape], false));
          bitmap.close();
        } catch {
          note.textContent = words.notImage;
          input.value = '';
        }
      },
    });
    const choose = (): void => input.click();
    const take = (): void => resolve(view.take(RATIOS[shape]));
    stage.show(
      heading,
      h('p', { class: 'lead' }, hint),
      h('div', { class: shape }, view.element),
      note,
      h(
        'div',
        { class: 'actions' },
        view.live && button(words.take, 'primary', take),
        button(words.file, view.live ? 'plain' : 'primary', choose),
        button(words.sample, 'plain', () => resolve(sample())),
        input,
      ),
    );
    if (!view.live) note.textContent = words.noCamera;
  });
  stage.signal.removeEventListener('abort', letGo);
  letGo();
  return picture;
}
