import type { ScreenContext } from '../context';
import { h } from '../dom';

/** Creates a progress bar; `set` takes the share from 0 to 1. */
export function progressBar(label: string): { element: HTMLElement; set: (share: number) => void } {
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

/** Shows a progress bar for `ms` ms, in place of the work that the real widget would do. */
export async function simulateWork(
  screen: ScreenContext,
  heading: string,
  label: string,
  ms: number,
): Promise<void> {
  const { element, set } = progressBar(label);
  screen.show(heading, h('p', { class: 'lead', role: 'status' }, label), element);
  await screen.clock.simulate(ms, screen.signal, set);
}
