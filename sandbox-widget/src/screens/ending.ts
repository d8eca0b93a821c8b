import { tick, warning } from '../art';
import { choice, h, spinner } from '../dom';
import type { Stage } from '../stage';
import type { Flow } from '../steps';

/** How long the good news stands when nobody presses the button, in ms. */
const BRIEF = 2_500;

/** The last screen of a flow that went to its end, well or not. */
export async function ending({ text, clock, signal, show }: Stage, flow: Flow): Promise<void> {
  const words = text.end;
  const well = flow.status === 'finished';
  const { element, chosen } = choice<void>([well ? words.done : words.close, undefined, 'primary']);
  const reason = flow.failures[0];
  show(
    well ? words.passed : words.failed,
    h('div', { class: well ? 'seal good' : 'seal bad' }, well ? tick() : warning()),
    h('p', { class: 'lead' }, well ? words.passedLead : reason ? words.failures[reason.type] : ''),
    element,
  );
  await (well ? Promise.race([chosen, clock.run(BRIEF, signal)]) : chosen);
}

/** Sends the result until it arrives or the person gives up. */
export async function saving({ text, show }: Stage, send: () => Promise<void>): Promise<void> {
  const words = text.end;
  for (;;) {
    show(words.saving, spinner());
    try {
      return await send();
    } catch {
      const { element, chosen } = choice<boolean>(
        [words.retry, true, 'primary'],
        [words.close, false, 'plain'],
      );
      show(words.unsaved, h('div', { class: 'seal bad' }, warning()), element);
      if (!(await chosen)) return;
    }
  }
}
