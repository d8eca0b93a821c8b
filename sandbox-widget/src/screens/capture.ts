import { cropToCanvas, type Facing } from '../camera';
import type { Picture, ScreenContext } from '../context';
import { button, choice, h } from '../dom';
import { viewfinder } from './viewfinder';

export interface CaptureOptions {
  readonly heading: string;
  readonly hint: string;
  readonly facing: Facing;
  readonly shape: 'card-shot' | 'portrait';
  /** Returns a new copy of the drawing that the user can take instead of a photo. */
  readonly sample: () => Picture;
}

/** Width divided by height. */
const RATIOS = { 'card-shot': 1.586, portrait: 3 / 4 } as const;

/**
 * Lets the user take a photo, choose an image file or use the sample. The user confirms a photo or a file
 * before it is used.
 */
export async function capture(screen: ScreenContext, options: CaptureOptions): Promise<Picture> {
  for (;;) {
    const picture = await captureOnce(screen, options);
    if (!(picture instanceof HTMLCanvasElement)) return picture;
    const { use, again, preview } = screen.text.capture;
    const { element, chosen } = choice<boolean>([use, true, 'primary'], [again, false, 'plain']);
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', preview);
    screen.show(
      options.heading,
      h('div', { class: options.shape }, h('div', { class: 'view' }, picture)),
      element,
    );
    if (await chosen) return picture;
  }
}

async function captureOnce(
  screen: ScreenContext,
  { heading, hint, facing, shape, sample }: CaptureOptions,
): Promise<Picture> {
  const { text } = screen;
  const words = text.capture;
  const status = h('p', { class: 'prompt', role: 'status' });
  const drawing = h('div', { class: shape }, h('div', { class: 'view' }, sample()));
  screen.show(heading, h('p', { class: 'lead' }, hint), drawing, status);
  // Set after insertion, so that screen readers announce it.
  status.textContent = text.liveness.asking;

  // A separate controller stops the camera as soon as the photo is taken.
  const control = new AbortController();
  const release = (): void => control.abort();
  screen.signal.addEventListener('abort', release);
  const view = await viewfinder({ ...screen, signal: control.signal }, facing, sample());
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
          // Not an <img> with a `blob:` URL, which the page's CSP could forbid.
          const bitmap = await createImageBitmap(file);
          resolve(cropToCanvas(bitmap, RATIOS[shape], false));
          bitmap.close();
        } catch {
          note.textContent = words.notImage;
          input.value = '';
        }
      },
    });
    const chooseFile = (): void => input.click();
    const takePhoto = (): void => resolve(view.capture(RATIOS[shape]));
    screen.show(
      heading,
      h('p', { class: 'lead' }, hint),
      h('div', { class: shape }, view.element),
      note,
      h(
        'div',
        { class: 'actions' },
        view.live && button(words.take, 'primary', takePhoto),
        button(words.file, view.live ? 'plain' : 'primary', chooseFile),
        button(words.sample, 'plain', () => resolve(sample())),
        input,
      ),
    );
    if (!view.live) note.textContent = words.noCamera;
  });
  screen.signal.removeEventListener('abort', release);
  release();
  return picture;
}
