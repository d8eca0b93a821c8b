import { type Child, h } from '../dom';
import type { Stage } from '../stage';

/** A bar that fills; `set` takes the share from 0 to 1. */
export function bar(label: string): { element: HTMLElement; set: (share: number) => void } {
  const fill = h('div', {});
  const element = h(
    'div',
    {
      class: 'track',
      role: 'progressbar',
      'aria-label': label,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': 0,
    },
    fill,
  );
  return {
    element,
    set(share) {
      element.setAttribute('aria-valuenow', String(Math.round(share * 100)));
      fill.style.width = `${share * 100}%`;
    },
  };
}

/** Pretends to work for `ms` under a heading. */
export async function busy(
  stage: Stage,
  heading: string,
  label: string,
  ms: number,
  ...content: Child[]
): Promise<void> {
  const { element, set } = bar(label);
  stage.show(heading, ...content, h('p', { class: 'lead', role: 'status' }, label), element);
  await stage.clock.simulate(ms, stage.signal, set);
}
