/** What a fault was expected to end in, and what it has ended in. */

import { h, icon } from './dom.js';
import { expected, outcomeOf } from './faults.js';
import { texts } from './i18n.js';

/** @import { RunView } from './types.d.ts' */

/**
 * Whether the latest run has ended as was announced; undefined while it has not ended, or was about no fault.
 *
 * @param {RunView | undefined} view
 */
export function asExpected(view) {
  const outcome = view?.fault ? outcomeOf(view) : undefined;
  return outcome === undefined ? undefined : outcome === expected(view?.fault ?? '');
}

/**
 * The two outcomes, one under the other.
 *
 * @param {string} fault
 * @param {RunView | undefined} view the latest run
 * @returns {HTMLElement}
 */
export function comparison(fault, view) {
  const { settings } = texts();
  // A run with another fault says nothing about this one.
  const outcome = view?.fault === fault ? outcomeOf(view) : undefined;
  const match = outcome === expected(fault);
  return h(
    'dl',
    { class: 'comparison', 'data-match': outcome && String(match) },
    h('dt', {}, settings.faultExpected),
    h('dd', { 'data-testid': 'fault-expected', 'data-code': expected(fault) }, inWords(expected(fault))),
    h('dt', {}, settings.faultActual),
    h(
      'dd',
      { 'data-testid': 'fault-actual', 'data-code': outcome ?? '' },
      outcome ? inWords(outcome) : h('span', { class: 'open' }, settings.faultOpen),
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
 * The states by name, codes as they are.
 *
 * @param {string} outcome
 */
function inWords(outcome) {
  const { states, settings } = texts();
  if (outcome === 'finished') return h('span', {}, settings.faultHarmless);
  if (outcome === 'cancelled') return h('span', {}, states.cancelled.name);
  return h('code', {}, outcome);
}
