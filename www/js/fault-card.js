/** The expected and the actual outcome of a fault. */

import { h, icon } from './dom.js';
import { expected, outcomeOf } from './faults.js';
import { texts } from './i18n.js';

/** @import { Fallback, RunView } from './types.d.ts' */

/**
 * Returns whether the latest run ended as expected; `undefined` while it runs, or if it had no fault.
 *
 * @param {RunView | undefined} view
 */
export function asExpected(view) {
  const outcome = view?.fault ? outcomeOf(view) : undefined;
  return view && outcome !== undefined ? outcome === expected(view.fault, view.fallback) : undefined;
}

/**
 * Creates a list of a fault's expected and actual outcome.
 *
 * @param {{ fault: string, fallback: Fallback }} choices
 * @param {RunView | undefined} view the latest run
 * @returns {HTMLElement}
 */
export function outcomeList({ fault, fallback }, view) {
  const { settings } = texts();
  // The latest run may have had another fault.
  const outcome = view?.fault === fault && view.fallback === fallback ? outcomeOf(view) : undefined;
  const code = expected(fault, fallback);
  const match = outcome === code;
  return h(
    'dl',
    { class: 'outcome-list', 'data-match': outcome && String(match) },
    h('dt', {}, settings.faultExpected),
    h('dd', { 'data-testid': 'fault-expected', 'data-code': code }, nameOf(code)),
    h('dt', {}, settings.faultActual),
    h(
      'dd',
      { 'data-testid': 'fault-actual', 'data-code': outcome ?? '' },
      outcome ? nameOf(outcome) : h('span', { class: 'pending' }, settings.faultOpen),
      outcome
        ? h(
            'span',
            { class: 'match' },
            icon(match ? 'check' : 'alert'),
            match ? settings.faultMatch : settings.faultMismatch,
          )
        : null,
    ),
  );
}

/**
 * Returns an outcome's text: a description for a state, the code itself for an error.
 *
 * @param {string} outcome
 */
function nameOf(outcome) {
  const { states, settings } = texts();
  if (outcome === 'finished') return h('span', {}, settings.faultHarmless);
  if (outcome === 'cancelled') return h('span', {}, states.cancelled.name);
  return h('code', {}, outcome);
}
