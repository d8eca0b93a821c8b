import type { ScreenContext } from '../context';
import { choice, h } from '../dom';
import { icon } from '../drawings';

/** Shows the list of steps. Returns at once; `begun` resolves when the user presses the start button. */
export function intro({ text, session, show }: ScreenContext): { begun: Promise<void> } {
  const { element, chosen } = choice<void>([text.intro.start, undefined, 'primary']);
  show(
    text.intro.heading,
    h('p', { class: 'lead' }, text.intro.lead),
    h(
      'ol',
      { class: 'plan' },
      ...session.technologies.map((code) => {
        const { name, brief } = text.technologies[code];
        return h('li', {}, icon(code), h('div', {}, h('strong', {}, name), h('span', {}, brief)));
      }),
    ),
    h('p', { class: 'note' }, text.intro.note),
    element,
  );
  return { begun: chosen };
}
