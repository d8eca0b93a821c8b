import { face } from '../art';
import { choice, h, svg } from '../dom';
import type { Stage } from '../stage';
import { viewfinder } from './viewfinder';

const POSES = ['straight', 'left', 'right', 'smile'] as const;
/** How long each prompt stands, in ms. Nobody looks at the face: this is the sandbox. */
const PROMPT = 1_000;

function ring(label: string): { element: HTMLElement; set: (share: number) => void } {
  // Drawn from the top, clockwise.
  const around = {
    d: 'M50 1.500a48.500 65.200 0 0 1 0 130.400a48.500 65.200 0 0 1 0-130.400',
    pathLength: 100,
  };
  const done = svg('path', { class: 'done', ...around });
  const element = h(
    'div',
    { class: 'ring', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
    svg(
      'svg',
      { viewBox: '0 0 100 133.4', 'aria-hidden': 'true' },
      svg('path', { class: 'all', ...around }),
      done,
    ),
  );
  const set = (share: number): void => {
    element.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    // The gap is wider than the whole, or the round cap would show at the start.
    done.setAttribute('stroke-dasharray', share ? `${share * 100} 200` : '0 200');
    done.setAttribute('stroke-linecap', share ? 'round' : 'butt');
  };
  set(0);
  return { element, set };
}

/** Face check: four prompts before the camera, or before a drawn face. */
export async function liveness(stage: Stage): Promise<void> {
  const { text, clock, signal, memory } = stage;
  const words = text.liveness;
  const heading = text.technologies.LDHP.name;
  const { element: circle, set } = ring(words.progress);
  const drawing = face();

  const waiting = h('div', { class: 'view' }, drawing, circle);
  const asking = h('p', { class: 'prompt', role: 'status' });
  stage.show(
    heading,
    h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'portrait' }, waiting),
    asking,
  );
  asking.textContent = words.asking;

  const view = await viewfinder(stage, 'user', drawing, circle);
  const { element: buttons, chosen } = choice<void>([
    view.live ? words.begin : words.demo,
    undefined,
    'primary',
  ]);
  const prompt = h('p', { class: 'prompt', role: 'status' });
  stage.show(
    heading,
    h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'portrait' }, view.element),
    prompt,
    buttons,
  );
  if (!view.live) prompt.textContent = words.noCamera;
  await chosen;
  buttons.remove();
  // The button that had the focus is gone.
  prompt.tabIndex = -1;
  prompt.focus({ preventScroll: true });

  for (const [index, pose] of POSES.entries()) {
    prompt.textContent = words.prompts[pose];
    drawing.dataset.pose = pose;
    await clock.simulate(PROMPT, signal, (share) => set((index + share) / POSES.length));
    if (pose === 'straight') memory.face = view.live ? view.take(3 / 4) : face();
  }
  prompt.textContent = words.prompts.done;
  await clock.simulate(600, signal);
}
