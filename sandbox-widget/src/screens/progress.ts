import type { ScreenContext } from '../context';
import { h } from '../dom';

/** Creates a progress bar; `set` takes the completed fraction, from 0 to 1. */
export function progressBar(label: string): { element: HTMLElement; set: (fraction: number) => void } {
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
    set(fraction) {
      element.setAttribute('aria-valuenow', String(Math.round(fraction * 100)));
      fill.style.width = `${fraction * 100}%`;
    },
  };
}

/** Shows a progress bar for `ms` milliseconds, to simulate work that the real widget does. */
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
