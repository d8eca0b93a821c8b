import type { ScreenContext } from '../context';
import { choice, h, spinner } from '../dom';
import { tick, warning } from '../drawings';
import type { Flow } from '../flow';

/** Time after which the success screen closes without a click, in ms. */
const AUTO_CLOSE = 2_500;

/** Shows the last screen of a flow that has finished or failed. Resolves when the screen closes. */
export async function showOutcome({ text, clock, signal, show }: ScreenContext, flow: Flow): Promise<void> {
  const words = text.end;
  const passed = flow.status === 'finished';
  const { element, chosen } = choice<void>([passed ? words.done : words.close, undefined, 'primary']);
  const reason = flow.failures[0];
  show(
    passed ? words.passed : words.failed,
    h('div', { class: passed ? 'outcome' : 'outcome bad' }, passed ? tick() : warning()),
    h('p', { class: 'lead' }, passed ? words.passedLead : reason ? words.failures[reason.type] : ''),
    element,
  );
  await (passed ? Promise.race([chosen, clock.wait(AUTO_CLOSE, signal)]) : chosen);
}

/** Shows that the session has expired. The screen stays until the page removes the widget. */
export function showExpired({ text, show }: ScreenContext): void {
  const { expired, expiredLead } = text.end;
  show(expired, h('div', { class: 'outcome bad' }, warning()), h('p', { class: 'lead' }, expiredLead));
}

/** Calls `send` until it succeeds or the user gives up. */
export async function sendReport({ text, show }: ScreenContext, send: () => Promise<void>): Promise<void> {
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
      show(words.unsaved, h('div', { class: 'outcome bad' }, warning()), element);
      if (!(await chosen)) return;
    }
  }
}
