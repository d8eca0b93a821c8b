/** The message that a user would read about the outcome: the package's `describeFailure`. */

import { find, h } from './dom.js';
import { texts } from './i18n.js';

/** @import { DescribeFailure, RunView } from './types.d.ts' */

/**
 * Shows the message for the user about a verdict or an error, what it advises and whether to offer another attempt.
 *
 * @param {RunView | undefined} view
 * @param {DescribeFailure} describeFailure
 */
export function showUserMessage(view, describeFailure) {
  const target = find('#message', HTMLElement);
  const outcome = view?.verdict ?? view?.failure?.error ?? view?.cancelled?.reason;
  if (outcome === undefined) {
    target.replaceChildren();
    return;
  }
  const { log } = texts();
  const { message, advice, retry } = describeFailure(outcome);
  target.replaceChildren(
    h(
      'section',
      { class: 'card', 'data-testid': 'user-message', 'aria-labelledby': 'message-title' },
      h(
        'header',
        {},
        h('h3', { id: 'message-title' }, log.message),
        h('code', { class: 'hint' }, 'describeFailure'),
      ),
      h('p', { class: 'user-message', 'data-testid': 'user-message-text' }, message),
      h(
        'dl',
        { class: 'facts' },
        h('dt', {}, log.messageAdvice),
        h('dd', { 'data-testid': 'user-message-advice' }, h('code', {}, advice)),
        h('dt', {}, log.messageRetry),
        h(
          'dd',
          { 'data-testid': 'user-message-retry', 'data-value': String(retry) },
          retry ? log.yes : log.no,
        ),
      ),
    ),
  );
}
