/** The outcome of a run: the message for the user, error or cancellation, detail of `finish`, the service's result. */

import { copyButton } from './copy.js';
import { find, h } from './dom.js';
import { describe, errorCard } from './failure.js';
import { outcomeList } from './fault-card.js';
import { texts } from './i18n.js';
import { toText, toTree } from './json.js';
import { showUserMessage } from './user-message.js';

/** @import { DescribeFailure, RunView } from './types.d.ts' */

/**
 * @param {RunView | undefined} view
 * @param {DescribeFailure} describeFailure
 */
export function showOutcome(view, describeFailure) {
  showFault(view);
  showUserMessage(view, describeFailure);
  showFailure(view);
  showDetail(view);
  showResult(view);
}

/**
 * Shows the run's fault with its expected and actual outcome.
 *
 * @param {RunView | undefined} view
 */
function showFault(view) {
  const card = view?.fault
    ? h(
        'section',
        { class: 'card fault', 'data-testid': 'fault-card', 'aria-labelledby': 'fault-title' },
        h(
          'header',
          {},
          h('h3', { id: 'fault-title' }, texts().settings.fault),
          h('code', { class: 'fault-name' }, view.fault),
        ),
        outcomeList(view, view),
      )
    : '';
  find('#fault-card', HTMLElement).replaceChildren(card);
}

/** @param {RunView | undefined} view */
function showFailure(view) {
  const { log } = texts();
  const target = find('#failure', HTMLElement);
  if (view?.failure) {
    target.replaceChildren(errorCard(view.failure.error));
  } else if (view?.cancelled) {
    target.replaceChildren(
      h(
        'section',
        { class: 'card', 'data-testid': 'cancelled' },
        h('header', {}, h('h3', {}, log.cancelledTitle)),
        h('p', { class: 'hint' }, log.cancelledAbout),
        h('p', { class: 'reason' }, describe(view.cancelled.reason)),
      ),
    );
  } else {
    target.replaceChildren();
  }
}

/** @param {RunView | undefined} view */
function showDetail(view) {
  const { log } = texts();
  const target = find('#detail', HTMLElement);
  const tools = find('#detail-tools', HTMLElement);
  const detail = view?.detail;
  if (!detail) {
    tools.replaceChildren();
    target.replaceChildren(h('p', { class: 'hint' }, view?.verdict ? log.detailAbsent : log.detailNone));
    return;
  }
  tools.replaceChildren(copyButton(() => toText(detail.value), log.detail));
  const empty = detail.value === undefined || detail.value === null;
  target.replaceChildren(
    h(
      'div',
      { 'data-testid': 'finish-detail' },
      empty ? h('p', { class: 'hint' }, log.detailEmpty) : null,
      detail.value === undefined ? null : toTree(detail.value),
    ),
  );
}

/** @param {RunView | undefined} view */
function showResult(view) {
  const { log } = texts();
  const target = find('#result', HTMLElement);
  const tools = find('#result-tools', HTMLElement);
  const verdict = view?.verdict;
  if (!verdict) {
    const waiting = view?.state === 'waiting';
    const missing = view?.failure || view?.cancelled;
    const status = waiting ? 'waiting' : missing ? 'missing' : 'none';
    tools.replaceChildren();
    target.replaceChildren(
      h(
        'p',
        { class: 'hint', 'data-testid': 'result', 'data-status': status },
        { waiting: log.resultWaiting, missing: log.resultMissing, none: log.resultNone }[status],
      ),
    );
    return;
  }
  const { passed, status, result } = verdict;
  tools.replaceChildren(copyButton(() => toText(result), log.result));
  const chip = { true: log.resultPassed, false: log.resultNotPassed, null: log.resultUnknown }[
    String(passed)
  ];
  target.replaceChildren(
    h(
      'div',
      { 'data-testid': 'result', 'data-status': 'complete' },
      h(
        'div',
        { class: 'result-bar' },
        h('span', { class: 'chip', 'data-verdict': String(passed), 'data-testid': 'verdict' }, chip),
        h('code', { class: 'hint' }, status),
      ),
      toTree(result),
    ),
  );
}
