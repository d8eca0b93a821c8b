import { icon } from '../art';
import { choice, h } from '../dom';
import type { Stage } from '../stage';

/** Names the steps and waits for the person to begin. Returns at once: `begun` comes later. */
export function intro({ text, session, show }: Stage): { begun: Promise<void> } {
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
