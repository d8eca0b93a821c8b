/** The outcome of a run: error or cancellation, the detail of `finish`, the service's result. */

import { copyButton } from './copy.js';
import { find, h } from './dom.js';
import { describe, errorCard } from './failure.js';
import { outcomeList } from './fault-card.js';
import { duration, fill, texts } from './i18n.js';
import { toText, toTree } from './json.js';
import { RESULT_TIMEOUT, verdictOf } from './result.js';

/** @import { ResultView, RunView } from './types.d.ts' */

/**
 * @param {RunView | undefined} view
 * @param {{ stop: () => void }} actions
 */
export function showOutcome(view, actions) {
  showFault(view);
  showFailure(view);
  showDetail(view?.detail);
  showResult(view?.result, actions);
}

/**
 * Shows the run's fault with its expected and actual outcome.
 *
 * @param {RunView | undefined} view
 */
export function showFault(view) {
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
        outcomeList(view.fault, view),
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

/** @param {{ value: unknown } | undefined} detail */
function showDetail(detail) {
  const { log } = texts();
  const target = find('#detail', HTMLElement);
  const tools = find('#detail-tools', HTMLElement);
  if (!detail) {
    tools.replaceChildren();
    target.replaceChildren(h('p', { class: 'hint' }, log.detailNone));
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

/**
 * @param {ResultView | undefined} result
 * @param {{ stop: () => void }} actions
 */
export function showResult(result, actions) {
  const { log } = texts();
  const target = find('#result', HTMLElement);
  const tools = find('#result-tools', HTMLElement);
  if (!result) {
    tools.replaceChildren();
    target.replaceChildren(h('p', { class: 'hint' }, log.resultNone));
    return;
  }
  const { status, value, error } = result;
  tools.replaceChildren(value === undefined ? '' : copyButton(() => toText(value), log.result));
  const button =
    status === 'waiting'
      ? h('button', { type: 'button', class: 'button small', onclick: actions.stop }, log.stop)
      : null;
  target.replaceChildren(
    h(
      'div',
      { 'data-testid': 'result', 'data-status': status },
      h('div', { class: 'result-bar' }, ...verdict(result), button),
      status === 'failed' ? errorCard(error) : null,
      value === undefined ? null : toTree(value),
    ),
  );
}

/**
 * @param {ResultView} result
 * @returns {HTMLElement[]}
 */
function verdict(result) {
  const { status } = result;
  const { log } = texts();
  const label = {
    waiting: log.resultWaiting,
    complete: log.resultComplete,
    late: fill(log.resultLate, { time: duration(RESULT_TIMEOUT) }),
    stopped: log.resultStopped,
    failed: '',
  }[status];
  const passed = verdictOf(result);
  const chips = [h('span', { class: 'hint' }, label)];
  if (passed !== undefined) {
    const text = passed ? log.resultPassed : log.resultNotPassed;
    chips.unshift(
      h('span', { class: 'chip', 'data-verdict': String(passed), 'data-testid': 'verdict' }, text),
    );
  }
  return chips;
}
