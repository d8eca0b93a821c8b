import type { ScreenContext } from '../context';
import { choice, h, svg } from '../dom';
import { face } from '../drawings';
import type { Liveness } from '../flow';
import { viewfinder } from './viewfinder';

/** The prompts of each face check, in order. */
const POSES = {
  LDHP: ['straight', 'left', 'right', 'smile'],
  LDD: ['straight', 'closer', 'back'],
  LD: ['straight'],
} as const;
/** How long each prompt is shown, in ms. The stand-in does not analyse the face. */
const PROMPT_DURATION = 1_000;

/** Creates a progress bar around the oval; `set` takes the completed fraction, from 0 to 1. */
function progressRing(label: string): { element: HTMLElement; set: (fraction: number) => void } {
  // The oval's outline, clockwise from the top.
  const outline = {
    d: 'M50 1.500a48.500 65.200 0 0 1 0 130.400a48.500 65.200 0 0 1 0-130.400',
    pathLength: 100,
  };
  const done = svg('path', { class: 'done', ...outline });
  const element = h(
    'div',
    { class: 'ring', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
    svg(
      'svg',
      { viewBox: '0 0 100 133.4', 'aria-hidden': 'true' },
      svg('path', { class: 'all', ...outline }),
      done,
    ),
  );
  const set = (fraction: number): void => {
    element.setAttribute('aria-valuenow', String(Math.round(fraction * 100)));
    // The gap is longer than the outline; otherwise the round cap of a second dash would show at its start.
    done.setAttribute('stroke-dasharray', fraction ? `${fraction * 100} 200` : '0 200');
    done.setAttribute('stroke-linecap', fraction ? 'round' : 'butt');
  };
  set(0);
  return { element, set };
}

/** Face check (LDHP, LDD, LD): shows prompts with the camera picture or, without a camera, a drawn face. */
export async function liveness(screen: ScreenContext, code: Liveness): Promise<void> {
  const { text, clock, signal, collected } = screen;
  const words = text.liveness;
  const heading = text.technologies[code].name;
  const { element: ring, set } = progressRing(words.progress);
  const drawing = face();

  const placeholder = h('div', { class: 'view' }, drawing, ring);
  const request = h('p', { class: 'prompt', role: 'status' });
  screen.show(
    heading,
    h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'portrait' }, placeholder),
    request,
  );
  request.textContent = words.asking;

  const view = await viewfinder(screen, 'user', drawing, ring);
  const { element: buttons, chosen } = choice<void>([
    view.live ? words.begin : words.demo,
    undefined,
    'primary',
  ]);
  const prompt = h('p', { class: 'prompt', role: 'status' });
  screen.show(
    heading,
    h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'portrait' }, view.element),
    prompt,
    buttons,
  );
  if (!view.live) prompt.textContent = words.noCamera;
  await chosen;
  buttons.remove();
  // Removing the focused button lost the focus.
  prompt.tabIndex = -1;
  prompt.focus({ preventScroll: true });

  const poses = POSES[code];
  for (const [index, pose] of poses.entries()) {
    prompt.textContent = words.prompts[pose];
    drawing.dataset.pose = pose;
    await clock.simulate(PROMPT_DURATION, signal, (fraction) => set((index + fraction) / poses.length));
    if (pose === 'straight') collected.face = view.live ? view.capture(3 / 4) : face();
  }
  prompt.textContent = words.prompts.done;
  await clock.simulate(600, signal);
}
