import type { ScreenContext } from '../context';
import { choice, h } from '../dom';
import { warning } from '../drawings';
import type { Failure } from '../failures';

/** Offers another attempt after a failed face check. Resolves to whether the user takes it. */
export async function offerRetry({ text, show }: ScreenContext, failure: Failure): Promise<boolean> {
  const { element, chosen } = choice<boolean>(
    [text.end.retry, true, 'primary'],
    [text.retry.stop, false, 'plain'],
  );
  show(
    text.retry.heading,
    h('div', { class: 'outcome bad' }, warning()),
    h('p', { class: 'lead' }, text.end.failures[failure.type]),
    element,
  );
  return chosen;
}
